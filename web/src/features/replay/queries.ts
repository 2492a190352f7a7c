import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';
import { client, data } from '../../api/client';
import { ApiError } from '../../api/problem';
import { previewReplay, sendReplay, type Sending } from '../../api/replay';
import type { ComparedCalls, ReplayedCall, ReplayOrder, ReplayResult, Summary } from '../../api/types';
import { term } from '../../lib/view';

const root = ['replay'] as const;

/** What a change may take out of the way. */
const changeable = ['unknown_provider', 'unknown_model', 'no_credential'];

export interface Plain {
  original: ReplayedCall;
  /** What stands in the way while nothing is changed. */
  obstacle?: ApiError;
}

/** The recorded call as it can be replayed. Nothing is sent. */
export function plainQuery(id: string) {
  return queryOptions({
    queryKey: [...root, 'plain', id],
    queryFn: async ({ signal }): Promise<Plain> => {
      const params = { path: { id } };
      try {
        return { original: data(await client.POST('/api/interactions/{id}/replay', { params, body: { dry_run: true }, signal })).original };
      } catch (error) {
        if (!(error instanceof ApiError) || error.code === undefined || !changeable.includes(error.code)) throw error;
        return { original: data(await client.GET('/api/interactions/{id}/compare/{other}', { params: { path: { id, other: id } }, signal })).original, obstacle: error };
      }
    },
    staleTime: 300_000,
  });
}

/** Providers that can be asked. */
export const providersQuery = queryOptions({
  queryKey: [...root, 'providers'],
  queryFn: async ({ signal }) => data(await client.GET('/api/status', { signal })).providers.map((provider) => provider.name),
  staleTime: 60_000,
});

/** Replays that are on record, newest first. */
export function earlierQuery(id: string) {
  return queryOptions({
    queryKey: [...root, 'of', id],
    queryFn: async ({ signal }) => data(await client.GET('/api/interactions', { params: { query: { q: term('replay_of', id), limit: 50 } }, signal })).items,
  });
}

/** Two recorded calls side by side. What is on record does not change. */
export function comparedQuery(id: string, other: string) {
  return queryOptions({
    queryKey: [...root, 'compared', id, other],
    queryFn: async ({ signal }): Promise<ComparedCalls> => data(await client.GET('/api/interactions/{id}/compare/{other}', { params: { path: { id, other } }, signal })),
    staleTime: Number.POSITIVE_INFINITY,
  });
}

/** Sends a call, and puts what comes of it where comparisons and replays are looked for. */
export function useReplay(id: string) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (sending: Omit<Sending, 'id'>) => sendReplay({ ...sending, id }),
    onSuccess: (result) => {
      for (const { replay, comparison } of timesOf(result)) queries.setQueryData(comparedQuery(id, replay.interaction_id).queryKey, { original: result.original, replay, comparison });
      const now = new Date().toISOString();
      const fresh = timesOf(result).map(({ replay }): Summary => ({ interaction_id: replay.interaction_id, timestamp: now, kind: 'llm', status: replay.status, stream: false, model: replay.model, provider: replay.provider }));
      queries.setQueryData<Summary[]>(earlierQuery(id).queryKey, (items) => [...fresh.reverse(), ...(items ?? [])]);
    },
  });
}

/** Every replay of a result in order, one or several. */
export function timesOf({ replay, comparison, replays }: ReplayResult): { replay: ComparedCalls['replay']; comparison: ComparedCalls['comparison'] }[] {
  if (replays !== undefined && replays.length > 0) return replays;
  return replay === undefined || comparison === undefined ? [] : [{ replay, comparison }];
}

/** What would be sent, with its exact body. */
export function usePreview(id: string) {
  return useMutation({ mutationFn: (order: ReplayOrder) => previewReplay(id, order) });
}
