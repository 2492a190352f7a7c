import { queryOptions, useMutation, useQueryClient, type QueryClient } from '@tanstack/react-query';
import { client, data } from '../../api/client';
import { ApiError } from '../../api/problem';
import type { Me } from '../../api/types';

const meKey = ['me'] as const;

/** Who looks at the page; null for somebody whom the server does not know and asks to sign in. */
export const meQuery = queryOptions({
  queryKey: meKey,
  queryFn: async ({ signal }): Promise<Me | null> => {
    try {
      return data(await client.GET('/api/me', { signal }));
    } catch (error) {
      if (error instanceof ApiError && error.status === 401) return null;
      throw error;
    }
  },
  staleTime: Number.POSITIVE_INFINITY,
  retry: false,
});

export const waysQuery = queryOptions({
  queryKey: ['sign-in', 'ways'],
  queryFn: async ({ signal }) => data(await client.GET('/api/sign-in/providers', { signal })),
});

/** What was read as somebody else is not shown to the next. */
function change(queries: QueryClient, me: Me | null): void {
  queries.removeQueries({ predicate: (query) => query.queryKey[0] !== meKey[0] });
  queries.setQueryData(meKey, me);
}

export function useSignIn() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: async (given: { user: string; password: string }) => data(await client.POST('/api/sign-in', { body: given })),
    onSuccess: (me) => change(queries, me),
  });
}

export function useSignOut() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: async () => {
      await client.POST('/api/sign-out');
    },
    onSuccess: () => change(queries, null),
  });
}
