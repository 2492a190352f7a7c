import { infiniteQueryOptions, queryOptions, useMutation, useQueryClient, type InfiniteData, type QueryClient } from '@tanstack/react-query';
import { client, data } from '../../api/client';
import type { CacheBucket, CacheEntry, CacheEntryPage, ExplainRequest } from '../../api/types';
import { bounds, type Range, type View } from '../../lib/view';
import { spanOf, widthFor, type Width } from './buckets';

const root = ['cache'] as const;
const entriesRoot = [...root, 'entries'] as const;
/** The cursor of the first page. */
const start = '';
/** Figures grow while they are looked at; to count them anew is no small thing on a large record. */
const refreshMs = 30_000;
type Entries = InfiniteData<CacheEntryPage, string>;

const named = (policy: string) => (policy === '' ? undefined : policy);

export function statisticsQuery(range: Range, policy: string) {
  return queryOptions({
    queryKey: [...root, 'statistics', range, policy],
    queryFn: async ({ signal }) => data(await client.GET('/api/cache/stats', { params: { query: { ...bounds(range, new Date()), policy: named(policy) } }, signal })),
    refetchInterval: refreshMs,
  });
}

export interface Timeline {
  buckets: CacheBucket[];
  width: Width;
}

/** Hits over time in steps that fit. How long the record is shows only when it is asked, so that all of it is asked coarsely first and then finer. */
export function timelineQuery(range: Range, policy: string) {
  return queryOptions({
    queryKey: [...root, 'timeline', range, policy],
    queryFn: async ({ client: queries, queryKey, signal }): Promise<Timeline> => {
      const { from, to } = bounds(range, new Date());
      const read = async (width: Width, since: string | undefined) =>
        data(await client.GET('/api/cache/stats', { params: { query: { from: since, to, policy: named(policy), bucket: width.text } }, signal })).buckets ?? [];
      const span = from === undefined ? Number.POSITIVE_INFINITY : (to === undefined ? Date.now() : Date.parse(to)) - Date.parse(from);
      // What fitted last time is where to begin.
      let width = queries.getQueryData<Timeline>(queryKey)?.width ?? widthFor(span);
      let buckets = await read(width, from);
      for (let tries = 0; tries < 3; tries++) {
        const fitting = widthFor(spanOf(buckets, width));
        if (buckets.length === 0 || fitting.ms === width.ms) break;
        buckets = await read(fitting, from ?? buckets[0]?.bucket);
        width = fitting;
      }
      return { buckets, width };
    },
    refetchInterval: refreshMs,
  });
}

export const policiesQuery = queryOptions({
  queryKey: [...root, 'policies'],
  queryFn: async ({ signal }) => data(await client.GET('/api/cache/policies', { signal })),
  staleTime: refreshMs,
});

export function entriesQuery(view: View, policy: string) {
  return infiniteQueryOptions({
    queryKey: [...entriesRoot, view, policy],
    queryFn: async ({ pageParam, signal }) => {
      const query = { q: view.q === '' ? undefined : view.q, ...bounds(view.range, new Date()), policy: named(policy), limit: 50, cursor: pageParam === start ? undefined : pageParam };
      return data(await client.GET('/api/cache/entries', { params: { query }, signal }));
    },
    initialPageParam: start,
    getNextPageParam: (page) => page.cursor ?? undefined,
    staleTime: refreshMs,
  });
}

/** The text that is given now: the latest edit, or what was recorded. */
export function answerQuery(id: string) {
  return queryOptions({
    queryKey: [...root, 'answer', id],
    queryFn: async ({ signal }) => {
      const interaction = data(await client.GET('/api/interactions/{id}', { params: { path: { id } }, signal }));
      return interaction.facts?.findLast((fact) => fact.kind === 'correction' && fact.name === 'content')?.text ?? interaction.response?.content ?? '';
    },
    staleTime: 0,
  });
}

export function useExplain() {
  return useMutation({ mutationFn: async (request: ExplainRequest) => data(await client.POST('/api/cache/explain', { body: request })) });
}

export function usePin() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: async ({ id, isPinned }: { id: string; isPinned: boolean }) => data(await client.POST(isPinned ? '/api/cache/pin' : '/api/cache/unpin', { body: { interaction_id: id } })),
    onSuccess: (_, { id, isPinned }) => {
      change(queries, id, (entry) => ({ ...entry, pinned: isPinned }));
      return forget(queries, id);
    },
  });
}

export function useEvict() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: async (id: string) => data(await client.POST('/api/cache/evict', { body: { source: id } })),
    onSuccess: (_, id) => {
      change(queries, id, () => null);
      return forget(queries, id);
    },
  });
}

/** Takes an eviction back. */
export function useRestore() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: async (id: string) => data(await client.POST('/api/cache/unpin', { body: { interaction_id: id } })),
    onSuccess: async (_, id) => {
      await forget(queries, id);
      return queries.invalidateQueries({ queryKey: entriesRoot });
    },
  });
}

export function useEdit() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: async ({ id, content }: { id: string; content: string }) => data(await client.POST('/api/cache/edit', { body: { interaction_id: id, content } })),
    onSuccess: (_, { id, content }) => {
      change(queries, id, (entry) => ({ ...entry, content_preview: content }));
      return forget(queries, id);
    },
  });
}

/** Shows a change in every list at once; the server follows within a moment. */
function change(queries: QueryClient, id: string, to: (entry: CacheEntry) => CacheEntry | null): void {
  queries.setQueriesData<Entries>({ queryKey: entriesRoot }, (list) => list && { ...list, pages: list.pages.map((page) => ({ ...page, items: page.items.flatMap((entry) => (entry.interaction_id === id ? (to(entry) ?? []) : [entry])) })) });
}

/** What is known of the interaction itself is out of date: it has a new fact. */
async function forget(queries: QueryClient, id: string): Promise<void> {
  await Promise.all([queries.invalidateQueries({ queryKey: ['interaction', id] }), queries.invalidateQueries({ queryKey: [...root, 'statistics'] })]);
}
