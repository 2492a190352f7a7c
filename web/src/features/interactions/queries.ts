import { infiniteQueryOptions, queryOptions, useMutation, useQueryClient, type InfiniteData, type QueryClient } from '@tanstack/react-query';
import { fetchBody } from '../../api/bodies';
import { client, data } from '../../api/client';
import type { Fact, Summary, SummaryPage } from '../../api/types';
import { bounds, type View } from '../../lib/view';

const pageSize = 50;
const listRoot = ['interactions'] as const;
/** The cursor of the first page. */
const start = '';
type List = InfiniteData<SummaryPage, string>;

async function fetchPage(view: View, cursor: string, signal?: AbortSignal): Promise<SummaryPage> {
  const query = { q: view.q === '' ? undefined : view.q, ...bounds(view.range, new Date()), limit: pageSize, cursor: cursor === start ? undefined : cursor };
  return data(await client.GET('/api/interactions', { params: { query }, signal }));
}

/** Newest first. What is on record does not change, so pages stay fresh; the live tail and refresh bring what is new. */
export function listQuery(view: View) {
  return infiniteQueryOptions({
    queryKey: [...listRoot, view],
    queryFn: ({ pageParam, signal }) => fetchPage(view, pageParam, signal),
    initialPageParam: start,
    getNextPageParam: (page) => page.cursor ?? undefined,
    staleTime: Number.POSITIVE_INFINITY,
  });
}

/** Starts the list again from its newest page, keeping what is shown until that page is here. */
export async function refreshList(queries: QueryClient, view: View): Promise<void> {
  const page = await fetchPage(view, start);
  queries.setQueryData<List>(listQuery(view).queryKey, { pages: [page], pageParams: [start] });
}

/** Puts what the tail brought on top, in order of time: calls end in another order than they begin. Gives the number of rows the list has then. */
export function addToList(queries: QueryClient, view: View, arrived: readonly Summary[]): number {
  const list = queries.setQueryData<List>(listQuery(view).queryKey, (list) => {
    const first = list?.pages[0];
    if (list === undefined || first === undefined) return list;
    const known = new Set(first.items.map((item) => item.interaction_id));
    const fresh = arrived.filter((item) => !known.has(item.interaction_id));
    if (fresh.length === 0) return list;
    const items = [...fresh, ...first.items].sort((a, b) => (a.timestamp < b.timestamp ? 1 : a.timestamp > b.timestamp ? -1 : 0));
    return { ...list, pages: [{ ...first, items }, ...list.pages.slice(1)] };
  });
  return list?.pages.reduce((count, page) => count + page.items.length, 0) ?? 0;
}

/** All rows of a list, each once. */
export function rowsOf(list: { pages: readonly SummaryPage[] }): Summary[] {
  const byId = new Map<string, Summary>();
  for (const page of list.pages) for (const item of page.items) if (!byId.has(item.interaction_id)) byId.set(item.interaction_id, item);
  return [...byId.values()];
}

export function interactionQuery(id: string) {
  return queryOptions({
    queryKey: ['interaction', id],
    queryFn: async ({ signal }) => data(await client.GET('/api/interactions/{id}', { params: { path: { id } }, signal })),
    staleTime: 300_000,
  });
}

export function bodyQuery(id: string, side: 'request' | 'response') {
  return queryOptions({
    queryKey: ['interaction', id, 'body', side],
    queryFn: ({ signal }) => fetchBody(id, side, signal),
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 60_000,
  });
}

/** Appends a fact, and shows it at once where the interaction is open and in every list it stands in. */
export function useAddFact(id: string) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: async (fact: Fact) => data(await client.POST('/api/interactions/{id}/facts', { params: { path: { id } }, body: fact })),
    onSuccess: (_, fact) => {
      queries.setQueriesData<List>({ queryKey: listRoot }, (list) => list && { ...list, pages: list.pages.map((page) => ({ ...page, items: page.items.map((item) => (item.interaction_id === id ? withFact(item, fact) : item)) })) });
      return queries.invalidateQueries({ queryKey: interactionQuery(id).queryKey, exact: true });
    },
  });
}

function withFact(item: Summary, fact: Fact): Summary {
  if (fact.kind === 'flag') return { ...item, flagged: fact.value === 1 };
  if (fact.kind === 'feedback') return { ...item, rating: fact.value };
  return item;
}
