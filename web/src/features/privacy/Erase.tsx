import { Button, SegmentedControl, TextInput } from '@mantine/core';
import { useState, type SubmitEvent } from 'react';
import type { ErasureRequest } from '../../api/types';
import { ApiError } from '../../api/problem';
import { HostileText } from '../../ui/HostileText';
import { EraseDialog } from './EraseDialog';
import { Erasures } from './Erasures';
import { useCountErasure } from './queries';
import { countWords } from './words';
import styles from './privacy.module.css';

const subjects = [
  { value: 'user', label: 'A person' },
  { value: 'filter', label: 'What a filter selects' },
] as const;
type Subject = (typeof subjects)[number]['value'];

/** Takes a person, or what a filter selects, out of everything: counted first, then confirmed. */
export function Erase() {
  const count = useCountErasure();
  const [subject, setSubject] = useState<Subject>('user');
  const [user, setUser] = useState('');
  const [aliases, setAliases] = useState('');
  const [q, setQ] = useState('');
  const [reason, setReason] = useState('');
  const [confirmed, setConfirmed] = useState<ErasureRequest | null>(null);
  const [begun, setBegun] = useState<string | null>(null);

  const known = reason.trim() === '' ? undefined : reason.trim();
  const others = aliases.split(',').map((alias) => alias.trim()).filter((alias) => alias !== '');
  const request: ErasureRequest = subject === 'user' ? { user: user.trim(), aliases: others.length === 0 ? undefined : others, reason: known } : { q: q.trim(), reason: known };
  const isReady = (subject === 'user' ? user : q).trim() !== '';
  // A count is of what was counted and of nothing that was written since.
  const changed = <T,>(set: (value: T) => void) => (value: T) => {
    set(value);
    count.reset();
    setBegun(null);
  };
  const submit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    count.mutate(request);
  };
  const held = count.data?.holds ?? [];
  const total = Object.values(count.data?.counts ?? {}).reduce((sum, n) => sum + n, 0);
  return (
    <div className={styles.column}>
      <form className={styles.form} onSubmit={submit} aria-label="Erase">
        <SegmentedControl aria-label="What to erase" data={[...subjects]} value={subject} onChange={changed((value: string) => setSubject(value === 'filter' ? 'filter' : 'user'))} />
        {subject === 'user' ? (
          <>
            <TextInput label="User" description="The id as calls name it." spellCheck={false} value={user} onChange={(event) => changed(setUser)(event.currentTarget.value)} />
            <TextInput label="More ids of the same person" description="Separated by commas." spellCheck={false} value={aliases} onChange={(event) => changed(setAliases)(event.currentTarget.value)} />
          </>
        ) : (
          <TextInput label="Filter" placeholder="session:support-2231" spellCheck={false} value={q} onChange={(event) => changed(setQ)(event.currentTarget.value)} />
        )}
        <TextInput label="Reason" description="Becomes part of the certificate, so it must not name the person." value={reason} onChange={(event) => changed(setReason)(event.currentTarget.value)} />
        <Button type="submit" variant="default" disabled={!isReady} loading={count.isPending}>
          Count
        </Button>
      </form>
      <div aria-live="polite">
        {count.isError && (
          <p role="alert" className={styles.failed}>
            {count.error instanceof ApiError ? `${count.error.title}: ` : ''}
            {count.error.message}
          </p>
        )}
        {count.data !== undefined && (
          <section className={styles.counted} aria-label="Counted">
            {total === 0 ? (
              <p>Nothing on record is of it.</p>
            ) : (
              <>
                <p>
                  Would go: <b>{Object.entries(count.data.counts).filter(([, n]) => n > 0).map(([kind, n]) => countWords(kind, n)).join(', ')}</b>
                </p>
                {count.data.left.length > 0 && (
                  <ul className={styles.effects}>
                    {count.data.left.map(({ kind, reason: why }) => (
                      <li key={kind}>
                        Stays: <HostileText text={`${kind.replaceAll('_', ' ')} (${why})`} />
                      </li>
                    ))}
                  </ul>
                )}
                {held.length > 0 && (
                  <p className={styles.warning}>
                    Legal holds have some of it: <HostileText text={held.map(({ name, interactions }) => `${name} (${countWords('interactions', interactions)})`).join(', ')} />. That part would be left.
                  </p>
                )}
                <Button color="var(--bad)" size="sm" onClick={() => setConfirmed({ ...request, leave_held: held.length > 0 ? true : undefined })}>
                  Erase …
                </Button>
              </>
            )}
          </section>
        )}
      </div>
      {confirmed !== null && count.data !== undefined && (
        <EraseDialog
          request={confirmed}
          counted={count.data}
          onClosed={() => setConfirmed(null)}
          onBegun={(id) => {
            setConfirmed(null);
            count.reset();
            setBegun(id);
          }}
        />
      )}
      <Erasures open={begun} />
    </div>
  );
}
