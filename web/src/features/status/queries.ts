import { queryOptions } from '@tanstack/react-query';
import { client, data } from '../../api/client';

export const statusQuery = queryOptions({
  queryKey: ['status'],
  queryFn: async ({ signal }) => data(await client.GET('/api/status', { signal })),
  refetchInterval: 5000,
  retry: false,
});
