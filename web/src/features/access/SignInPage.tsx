import { Button, PasswordInput, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState, type SubmitEvent } from 'react';
import { useLocation } from 'react-router';
import { ApiError } from '../../api/problem';
import { ErrorNotice } from '../../ui/ErrorNotice';
import { HostileText } from '../../ui/HostileText';
import { useSignIn, waysQuery } from './queries';
import styles from './access.module.css';

/** Asks who one is. It stands in the place of the page that was asked for, so that the address is kept and the page follows. */
export function SignInPage() {
  const ways = useQuery(waysQuery);
  return (
    <main className={styles.page}>
      <title>Sign in · Reprise</title>
      <div className={styles.card}>
        <h1>Sign in to Reprise</h1>
        {ways.isError ? (
          <ErrorNotice error={ways.error} onRetried={() => void ways.refetch()} />
        ) : (
          ways.data !== undefined && (
            <>
              {ways.data.password && <PasswordForm />}
              {ways.data.password && ways.data.providers.length > 0 && <p className={styles.or}>or</p>}
              <Providers providers={ways.data.providers} />
              {!ways.data.password && ways.data.providers.length === 0 && (
                <p className={styles.quiet}>
                  Nobody has a password here yet. Stop the server, run <code>reprise user create</code> beside it, and start it again.
                </p>
              )}
            </>
          )
        )}
      </div>
    </main>
  );
}

function PasswordForm() {
  const signIn = useSignIn();
  const [user, setUser] = useState('');
  const [password, setPassword] = useState('');
  const submit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    signIn.mutate({ user: user.trim(), password });
  };
  const isThrottled = signIn.error instanceof ApiError && signIn.error.status === 429;
  return (
    <form className={styles.form} onSubmit={submit} aria-label="Sign in">
      <TextInput label="Name" size="md" autoComplete="username" autoCapitalize="none" spellCheck={false} autoFocus value={user} onChange={(event) => setUser(event.currentTarget.value)} />
      <PasswordInput
        label="Password"
        size="md"
        autoComplete="current-password"
        visibilityToggleButtonProps={{ 'aria-label': 'Show the password' }}
        value={password}
        onChange={(event) => setPassword(event.currentTarget.value)}
      />
      {signIn.isError && (
        <p role="alert" className={isThrottled ? styles.wait : styles.failed}>
          <b>{signIn.error instanceof ApiError ? signIn.error.title : 'That did not work'}.</b> {signIn.error.message}
        </p>
      )}
      <Button type="submit" size="md" fullWidth disabled={user.trim() === '' || password === ''} loading={signIn.isPending}>
        Sign in
      </Button>
    </form>
  );
}

/** A whole visit elsewhere and back, hence plain links. */
function Providers({ providers }: { providers: readonly { name: string; title: string; url: string }[] }) {
  const { pathname, search } = useLocation();
  return providers.map(({ name, title, url }) => (
    <Button key={name} component="a" href={`${url}?return=${encodeURIComponent(pathname + search)}`} variant="default" size="md" fullWidth>
      <HostileText text={`Sign in with ${title}`} />
    </Button>
  ));
}
