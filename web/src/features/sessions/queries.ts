import { infiniteQueryOptions } from '@tanstack/react-query';
import { client, data } from '../../api/client';
import { bounds, type View } from '../../lib/view';

/** The cursor of the first page. */
const start = '';
/** Sessions grow while they are looked at. */
const refreshMs = 15_000;

export function sessionsQuery(view: View) {
  return infiniteQueryOptions({
    queryKey: ['sessions', view],
    queryFn: async ({ pageParam, signal }) => {
      const query = { q: view.q === '' ? undefined : view.q, ...bounds(view.range, new Date()), limit: 50, cursor: pageParam === start ? undefined : pageParam };
      return data(await client.GET('/api/sessions', { params: { query }, signal }));
    },
    initialPageParam: start,
    getNextPageParam: (page) => page.cursor ?? undefined,
    staleTime: refreshMs,
  });
}

export function sessionQuery(id: string) {
  return infiniteQueryOptions({
    queryKey: ['session', id],
    queryFn: async ({ pageParam, signal }) => data(await client.GET('/api/sessions/{id}', { params: { path: { id }, query: { limit: 100, cursor: pageParam === start ? undefined : pageParam } }, signal })),
    initialPageParam: start,
    getNextPageParam: (page) => page.cursor ?? undefined,
    staleTime: refreshMs,
  });
}
