import { infiniteQueryOptions } from '@tanstack/react-query';
import { client, data } from '../../api/client';
import { bounds } from '../../lib/view';
import type { PageState } from './url';

/** The cursor of the first page. */
const start = '';

const filterOf = ({ actor, action, range }: PageState) => ({ actor: actor === '' ? undefined : actor, action: action === '' ? undefined : action, ...bounds(range, new Date()) });

/** Newest first. Opened again it is read again: what is done on other pages is on it. */
export function auditQuery(state: PageState) {
  return infiniteQueryOptions({
    queryKey: ['audit', state],
    queryFn: async ({ pageParam, signal }) => data(await client.GET('/api/audit', { params: { query: { ...filterOf(state), limit: 100, before: pageParam === start ? undefined : pageParam } }, signal })),
    initialPageParam: start,
    getNextPageParam: (page) => page.next ?? undefined,
  });
}

/** What is shown, as a file. */
export function exportAddress(state: PageState, format: 'jsonl' | 'csv'): string {
  const params = new URLSearchParams({ format });
  for (const [name, value] of Object.entries(filterOf(state))) if (value !== undefined) params.set(name, value);
  return `/api/audit/export?${params.toString()}`;
}
