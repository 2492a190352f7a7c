import { useMemo } from 'react';
import { useSearchParams } from 'react-router';
import { readView, writeView, type View } from '../../lib/view';

export const tabs = ['overview', 'entries', 'explain'] as const;
export type Tab = (typeof tabs)[number];

/** What the page of the cache shows, as its address says. A text to explain is never part of it. */
export interface PageState {
  tab: Tab;
  view: View;
  /** Only of this policy; of all when empty. */
  policy: string;
  /** The call to explain, or none. */
  id: string;
}

export function readPage(params: URLSearchParams): PageState {
  return { tab: tabs.find((t) => t === params.get('tab')) ?? 'overview', view: readView(params), policy: params.get('policy') ?? '', id: params.get('id') ?? '' };
}

export function writePage({ tab, view, policy, id }: PageState): URLSearchParams {
  const params = writeView(view);
  if (tab !== 'overview') params.set('tab', tab);
  if (policy !== '') params.set('policy', policy);
  if (id !== '') params.set('id', id);
  return params;
}

/** The address that explains a call. */
export function explainPath(id: string): string {
  return `/cache?${new URLSearchParams({ tab: 'explain', id }).toString()}`;
}

/** The state in the address bar, and how to change part of it. */
export function usePageState(): [PageState, (change: Partial<PageState>) => void] {
  const [params, setParams] = useSearchParams();
  const state = useMemo(() => readPage(params), [params]);
  return [state, (change) => setParams(writePage({ ...state, ...change }))];
}
