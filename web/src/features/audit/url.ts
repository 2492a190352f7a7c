import { useMemo } from 'react';
import { useSearchParams } from 'react-router';
import { readView, writeView, type Range } from '../../lib/view';

/** What of the audit log is shown, as the address says. */
export interface PageState {
  actor: string;
  action: string;
  range: Range;
}

export function readPage(params: URLSearchParams): PageState {
  return { actor: params.get('actor') ?? '', action: params.get('action') ?? '', range: readView(params).range };
}

export function writePage({ actor, action, range }: PageState): URLSearchParams {
  const params = writeView({ q: '', range });
  if (actor !== '') params.set('actor', actor);
  if (action !== '') params.set('action', action);
  return params;
}

export function usePageState(): [PageState, (change: Partial<PageState>) => void] {
  const [params, setParams] = useSearchParams();
  const state = useMemo(() => readPage(params), [params]);
  return [state, (change) => setParams(writePage({ ...state, ...change }))];
}
