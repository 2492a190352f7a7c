import { useMemo } from 'react';
import { useLocation, useSearchParams } from 'react-router';
import { readView, writeView, type View } from '../../lib/view';

export const tabs = ['conversation', 'request', 'response', 'record'] as const;
export type Tab = (typeof tabs)[number];

/** What the page of interactions shows, as its address says. Which interaction is open is the path: /interactions/{id}. */
export interface PageState {
  view: View;
  /** New interactions come in by themselves. */
  isLive: boolean;
  tab: Tab;
}

export function readPage(params: URLSearchParams): PageState {
  return { view: readView(params), isLive: params.get('live') !== 'off', tab: tabs.find((t) => t === params.get('tab')) ?? 'conversation' };
}

export function writePage({ view, isLive, tab }: PageState): URLSearchParams {
  const params = writeView(view);
  if (!isLive) params.set('live', 'off');
  if (tab !== 'conversation') params.set('tab', tab);
  return params;
}

/** The state in the address bar, and how to change part of it. */
export function usePageState(): [PageState, (change: Partial<PageState>) => void] {
  const [params, setParams] = useSearchParams();
  const state = useMemo(() => readPage(params), [params]);
  return [state, (change) => setParams(writePage({ ...state, ...change }))];
}

/** Paths that keep the list as it is. */
export function usePaths(): { list: string; of: (id: string) => string } {
  const { search } = useLocation();
  return useMemo(() => ({ list: `/interactions${search}`, of: (id) => `/interactions/${encodeURIComponent(id)}${search}` }), [search]);
}
