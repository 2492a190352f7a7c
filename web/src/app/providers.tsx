import { MantineProvider } from '@mantine/core';
import { MutationCache, QueryCache, QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import { ApiError } from '../api/problem';
import { meQuery } from '../features/access/queries';
import { theme, variables } from './theme';

export function makeQueries(retries: number): QueryClient {
  const retry = (count: number, error: Error) => count < retries && !(error instanceof ApiError && error.isFinal);
  // A sign-in may be over at any moment; whichever call hears of it, who looks at the page is asked anew.
  const onError = (error: Error) => {
    if (error instanceof ApiError && error.status === 401) void client.invalidateQueries({ queryKey: meQuery.queryKey });
  };
  const client = new QueryClient({ queryCache: new QueryCache({ onError }), mutationCache: new MutationCache({ onError }), defaultOptions: { queries: { retry, refetchOnWindowFocus: false } } });
  return client;
}

interface Props {
  children: ReactNode;
  /** Tests bring their own, and do without transitions. */
  queries?: QueryClient;
}

export function Providers({ children, queries }: Props) {
  const [client] = useState(() => queries ?? makeQueries(2));
  return (
    <MantineProvider theme={theme} cssVariablesResolver={variables} defaultColorScheme="auto" env={queries === undefined ? 'default' : 'test'}>
      <QueryClientProvider client={client}>{children}</QueryClientProvider>
    </MantineProvider>
  );
}
