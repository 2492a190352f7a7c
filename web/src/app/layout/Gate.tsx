import { useQuery } from '@tanstack/react-query';
import { lazy, Suspense, type ReactNode } from 'react';
import { meQuery } from '../../features/access/queries';

const SignInPage = lazy(async () => ({ default: (await import('../../features/access/SignInPage')).SignInPage }));

/** Lets through whom the server knows or does not ask; others are asked to sign in, at the address they wanted. */
export function Gate({ children }: { children: ReactNode }) {
  const me = useQuery(meQuery);
  if (me.isPending) return null;
  // Where nobody can tell, as while the server is away, the pages say so themselves.
  if (me.data !== null) return children;
  return (
    <Suspense fallback={null}>
      <SignInPage />
    </Suspense>
  );
}
