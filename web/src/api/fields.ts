import { queryOptions } from '@tanstack/react-query';
import { client, data } from './client';

/** The vocabulary of the filter language, for completion. */
export const fieldsQuery = queryOptions({
  queryKey: ['fields'],
  queryFn: async ({ signal }) => data(await client.GET('/api/fields', { signal })).items,
  staleTime: 60_000,
});
