import { Skeleton } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from 'react-router';
import type { BranchTurn } from '../../../api/types';
import { HostileText } from '../../../ui/HostileText';
import { Compared } from '../Compared';
import { Obstacle } from '../Obstacle';
import { comparedQuery } from '../queries';
import styles from './branches.module.css';

/** A turn of a branch beside the turn it repeats. */
export function TurnPair({ turn }: { turn: BranchTurn }) {
  return (
    <section aria-label={`Turn ${turn.turn}`} className={styles.turn}>
      <h2>Turn {turn.turn}</h2>
      {turn.tools !== undefined && turn.tools.length > 0 && (
        <p className={styles.hint}>
          Tool answers in its request:{' '}
          {turn.tools.map(({ tool, from }, at) => (
            <span key={at}>
              {at > 0 && ', '}
              <HostileText text={tool} /> ({from})
            </span>
          ))}
        </p>
      )}
      {turn.original_id === undefined ? (
        <p>
          The recorded session has no such turn. <Link to={`/interactions/${encodeURIComponent(turn.replay_id)}`}>Open the call</Link>
        </p>
      ) : (
        <Both original={turn.original_id} replay={turn.replay_id} />
      )}
    </section>
  );
}

function Both({ original, replay }: { original: string; replay: string }) {
  const { data, error, isPending, refetch } = useQuery(comparedQuery(original, replay));
  if (isPending) return <Skeleton height={160} aria-label="Loading both answers" />;
  if (error !== null) return <Obstacle error={error} onRetried={() => void refetch()} />;
  return <Compared pair={data} />;
}
