import { MantineProvider } from '@mantine/core';
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import { ApiError } from '../api/problem';
import { theme, variables } from './theme';

export function makeQueries(retries: number): QueryClient {
  const retry = (count: number, error: Error) => count < retries && !(error instanceof ApiError && error.isFinal);
  return new QueryClient({ defaultOptions: { queries: { retry, refetchOnWindowFocus: false } } });
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
