import { Button } from '@mantine/core';
import { IconPlayerPlay, IconPlayerStop, IconTrash } from '@tabler/icons-react';
import { useState } from 'react';
import { Link } from 'react-router';
import type { Branch } from '../../../api/types';
import { formatMs, formatUsd, plural } from '../../../lib/format';
import { HostileText } from '../../../ui/HostileText';
import { Measure, Measures } from '../../../ui/Measure';
import { Obstacle } from '../Obstacle';
import { branchStates } from '../words';
import { useBranchAct } from './queries';
import styles from './branches.module.css';

/** One branch: how it is, what stopped it, and what can be done. */
export function BranchDetail({ id, branch, providerKey }: { id: string; branch: Branch; providerKey: string }) {
  const act = useBranchAct(id);
  const [isAsked, setAsked] = useState(false);
  const run = (what: 'stop' | 'resume' | 'remove') => act.mutate({ branch: branch.branch_id, act: what, key: providerKey });
  const sum = (side: 'original' | 'replay', of: 'cost_usd' | 'latency_ms') => {
    const values = branch.turns.map((turn) => turn[of][side]);
    const known = values.filter((value) => value !== undefined);
    // What is not known of one turn is not known of all.
    return known.length === 0 || known.length < values.length ? null : known.reduce((total, value) => total + value, 0);
  };
  return (
    <section aria-label="Branch" className={styles.detail}>
      <div className={styles.detailHead}>
        <Link to={`/sessions/${encodeURIComponent(branch.branch_id)}`}>
          <HostileText text={branch.branch_id} />
        </Link>
        <span className={styles.actions}>
          {branch.state === 'running' && (
            <Button size="xs" variant="default" loading={act.isPending} leftSection={<IconPlayerStop size={15} aria-hidden />} onClick={() => run('stop')}>
              Stop
            </Button>
          )}
          {(branch.state === 'interrupted' || branch.state === 'stopped') && (
            <Button size="xs" variant="default" loading={act.isPending} leftSection={<IconPlayerPlay size={15} aria-hidden />} onClick={() => run('resume')}>
              Resume
            </Button>
          )}
          {branch.state !== 'running' &&
            (isAsked ? (
              <>
                <Button size="xs" color="red" variant="light" loading={act.isPending} onClick={() => run('remove')}>
                  Forget it; its calls stay
                </Button>
                <Button size="xs" variant="default" onClick={() => setAsked(false)}>
                  Keep
                </Button>
              </>
            ) : (
              <Button size="xs" variant="default" leftSection={<IconTrash size={15} aria-hidden />} onClick={() => setAsked(true)}>
                Forget
              </Button>
            ))}
        </span>
      </div>
      {act.error !== null && <Obstacle error={act.error} />}
      {branch.stop !== undefined && (
        <div className={styles.stopped}>
          <p>
            {branch.stop.turn === undefined ? '' : `Turn ${branch.stop.turn}: `}
            <HostileText text={branch.stop.message} />
          </p>
          <ul>
            {branch.stop.still_works.map((work, at) => (
              <li key={at}>
                <HostileText text={work} />
              </li>
            ))}
          </ul>
        </div>
      )}
      <Measures>
        <Measure name="State" value={branchStates[branch.state] ?? branch.state} />
        <Measure name="Asked again" value={plural(branch.turns.length, 'turn')} note={`${branch.diverged} differ`} />
        <Measure name="Latency" value={formatMs(sum('replay', 'latency_ms'))} note={`was ${formatMs(sum('original', 'latency_ms'))}`} />
        <Measure name="Cost" value={formatUsd(sum('replay', 'cost_usd'))} note={`was ${formatUsd(sum('original', 'cost_usd'))}`} />
      </Measures>
    </section>
  );
}
