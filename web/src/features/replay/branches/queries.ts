import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';
import { client, data } from '../../../api/client';
import { keyHeader, startBranch } from '../../../api/replay';
import type { SessionReplay } from '../../../api/types';

const root = ['branches'] as const;
// A look reads the session and all its branches.
const watchMs = 3000;

/** A session's turns with the branches that grow from it; watched while one is under way. */
export function treeQuery(id: string) {
  return queryOptions({
    queryKey: [...root, id],
    queryFn: async ({ signal }) => data(await client.GET('/api/sessions/{id}/branches', { params: { path: { id } }, signal })),
    refetchInterval: (query) => (query.state.data?.branches.some((branch) => branch.state === 'running') === true ? watchMs : false),
  });
}

export function useStartBranch(id: string) {
  const read = useReadAgain(id);
  return useMutation({ mutationFn: ({ order, key }: { order: SessionReplay; key: string }) => startBranch(id, order, key), onSuccess: read });
}

export type BranchAct = 'stop' | 'resume' | 'remove';

export function useBranchAct(id: string) {
  const read = useReadAgain(id);
  return useMutation({
    mutationFn: async ({ branch, act, key }: { branch: string; act: BranchAct; key: string }) => {
      const params = { path: { branch } };
      if (act === 'stop') await client.POST('/api/replay/branches/{branch}/stop', { params });
      else if (act === 'resume') await client.POST('/api/replay/branches/{branch}/resume', { params: { ...params, header: keyHeader(key) }, body: {} });
      else await client.DELETE('/api/replay/branches/{branch}', { params });
    },
    onSuccess: read,
  });
}

function useReadAgain(id: string) {
  const queries = useQueryClient();
  return () => queries.invalidateQueries({ queryKey: treeQuery(id).queryKey });
}
