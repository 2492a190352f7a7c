import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';
import { client, data } from '../../api/client';
import type { ErasureRequest, PrivacyPolicy, PrivacyTest } from '../../api/types';

const root = ['privacy'] as const;
const erasuresKey = [...root, 'erasures'] as const;
const workingMs = 1500;

export const policyQuery = queryOptions({
  queryKey: [...root, 'policy'],
  queryFn: async ({ signal }) => data(await client.GET('/api/privacy/policy', { signal })),
});

export const presetsQuery = queryOptions({
  queryKey: [...root, 'presets'],
  queryFn: async ({ signal }) => data(await client.GET('/api/privacy/presets', { signal })).items,
  staleTime: Number.POSITIVE_INFINITY,
});

export const reportQuery = queryOptions({
  queryKey: [...root, 'report'],
  queryFn: async ({ signal }) => data(await client.GET('/api/privacy/report', { signal })),
});

export const erasuresQuery = queryOptions({
  queryKey: erasuresKey,
  queryFn: async ({ signal }) => data(await client.GET('/api/erasures', { signal })).items,
  // It works behind the answer; while one does, how far it is changes.
  refetchInterval: ({ state }) => (state.data?.some((erasure) => erasure.state !== 'done') === true ? workingMs : false),
});

export function useSetPolicy() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: async (policy: PrivacyPolicy) => data(await client.PUT('/api/privacy/policy', { body: policy })),
    onSuccess: (set) => {
      queries.setQueryData(policyQuery.queryKey, set);
      return queries.invalidateQueries({ queryKey: reportQuery.queryKey });
    },
  });
}

export function useTest() {
  return useMutation({ mutationFn: async (test: PrivacyTest) => data(await client.POST('/api/privacy/test', { body: test })) });
}

export function useCountErasure() {
  return useMutation({ mutationFn: async (request: ErasureRequest) => data(await client.POST('/api/erasures', { body: { ...request, dry_run: true } })) });
}

/** Begins an erasure. What any list shows may be gone, so everything that was read is read anew. */
export function useErase() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: async (request: ErasureRequest) => data(await client.POST('/api/erasures', { body: request })),
    onSuccess: () => queries.invalidateQueries({ queryKey: erasuresKey }),
  });
}

/** The report as a page of its own, to hand on. */
export const reportAddress = '/api/privacy/report?format=html';
