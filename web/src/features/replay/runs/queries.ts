import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';
import { client, data } from '../../../api/client';
import { fetchReport, startRun } from '../../../api/replay';
import type { ReplayRun, RunRequest } from '../../../api/types';

const root = ['runs'] as const;
const watchMs = 1500;
const restMs = 20_000;

/** A report reads two interactions a pair, so that of a larger run is read when it is asked for and at the end. */
export const watchedPairs = 2000;

export function runsQuery() {
  return queryOptions({
    queryKey: [...root, 'list'],
    queryFn: async ({ signal }) => data(await client.GET('/api/replay/runs', { signal })).items,
    refetchInterval: (query) => (query.state.data?.some((run) => run.state === 'running') === true ? watchMs : restMs),
  });
}

export function runQuery(id: string) {
  return queryOptions({
    queryKey: [...root, 'one', id],
    queryFn: async ({ signal }) => data(await client.GET('/api/replay/runs/{id}', { params: { path: { id } }, signal })),
    refetchInterval: (query) => (query.state.data?.state === 'running' ? watchMs : false),
  });
}

/** What came of a run as it is now. While it goes on it is read anew only now and then: it is computed from the record. */
export function reportQuery(run: ReplayRun, worst: number) {
  return queryOptions({
    queryKey: [...root, 'report', run.id, worst, run.state, run.ended_at ?? ''],
    queryFn: ({ signal }) => fetchReport(run.id, worst, signal),
    staleTime: Number.POSITIVE_INFINITY,
    refetchInterval: run.state === 'running' && run.total <= watchedPairs ? 4000 : false,
  });
}

export interface Selection {
  count: number;
  costUsd: number | undefined;
}

/** A filter without what are replays themselves, as a run takes it unless the filter asks for them. */
export function originalsOf(filter: string): string {
  const trimmed = filter.trim();
  if (trimmed.includes('replay_')) return trimmed;
  return `${trimmed === '' ? '' : `(${trimmed}) `}-replay_of:* -replay_run:*`;
}

/** How many calls a run would go over, and what they cost when they were recorded. */
export function selectionQuery(filter: string, span: { from?: string; to?: string }) {
  return queryOptions({
    queryKey: [...root, 'selection', filter, span],
    queryFn: async ({ signal }): Promise<Selection> => {
      const { rows } = data(await client.GET('/api/aggregates', { params: { query: { q: originalsOf(filter), ...span } }, signal }));
      return { count: rows.reduce((sum, row) => sum + (row.count ?? 0), 0), costUsd: rows[0]?.cost_usd };
    },
    staleTime: 10_000,
  });
}

export const evaluatorsQuery = queryOptions({
  queryKey: [...root, 'evaluators'],
  queryFn: async ({ signal }) => data(await client.GET('/api/evaluators', { signal })).items,
  staleTime: Number.POSITIVE_INFINITY,
});

export function useStart() {
  const queries = useQueryClient();
  return useMutation({ mutationFn: (request: RunRequest) => startRun(request), onSuccess: () => queries.invalidateQueries({ queryKey: runsQuery().queryKey }) });
}

export interface Resumption {
  retry_failed: boolean;
  budget_usd?: number;
}

export function useStop(id: string) {
  const show = useShow();
  return useMutation({ mutationFn: async () => data(await client.POST('/api/replay/runs/{id}/stop', { params: { path: { id } } })), onSuccess: show });
}

export function useResume(id: string) {
  const show = useShow();
  return useMutation({ mutationFn: async (how: Resumption) => data(await client.POST('/api/replay/runs/{id}/resume', { params: { path: { id } }, body: how })), onSuccess: show });
}

function useShow() {
  const queries = useQueryClient();
  return (run: ReplayRun) => {
    queries.setQueryData(runQuery(run.id).queryKey, run);
    return queries.invalidateQueries({ queryKey: runsQuery().queryKey });
  };
}
