import { queryOptions } from '@tanstack/react-query';
import { client, data } from '../../api/client';

/** Asked for when somebody wants to see it: the server may sign a checkpoint for it. */
export function proofQuery(id: string) {
  return queryOptions({
    queryKey: ['interaction', id, 'proof'],
    queryFn: async ({ signal }) => data(await client.GET('/api/interactions/{id}/proof', { params: { path: { id } }, signal })),
    staleTime: 60_000,
    retry: false,
  });
}
