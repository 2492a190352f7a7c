import { Skeleton, UnstyledButton } from '@mantine/core';
import { IconChevronRight } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Link } from 'react-router';
import type { RunScore, RunWorst } from '../../../api/types';
import { formatShare } from '../../../lib/format';
import { HostileText } from '../../../ui/HostileText';
import { Compared } from '../Compared';
import { Obstacle } from '../Obstacle';
import { comparedQuery } from '../queries';
import { outcomeWords } from '../words';
import styles from './runs.module.css';

/** Where replays are worst against their originals; each opens to both answers. */
export function WorstCases({ items }: { items: readonly RunWorst[] }) {
  const [open, setOpen] = useState<string | null>(null);
  if (items.length === 0) return null;
  return (
    <section aria-label="Worst first" className={styles.worst}>
      <h2>Worst first</h2>
      <ol>
        {items.map((item) => (
          <li key={item.replay_id}>
            <UnstyledButton className={styles.case} aria-expanded={open === item.replay_id} onClick={() => setOpen(open === item.replay_id ? null : item.replay_id)}>
              <IconChevronRight size={16} aria-hidden />
              <span className={styles.caseText}>
                <HostileText text={(item.prompt ?? item.case).slice(0, 240)} />
              </span>
              <span className={styles.caseFigures}>
                {item.difference != null && <b data-kind={item.difference < 0 ? 'loss' : 'win'}>{`${item.difference < 0 ? '−' : '+'}${Math.abs(item.difference).toFixed(3)}`}</b>}
                <span>{outcomeWords(item.outcome)}</span>
                {item.similarity != null && <span>{formatShare(item.similarity)} in common</span>}
              </span>
            </UnstyledButton>
            {open === item.replay_id && <Case item={item} />}
          </li>
        ))}
      </ol>
    </section>
  );
}

function Case({ item }: { item: RunWorst }) {
  const scores: readonly RunScore[] = item.scores ?? [];
  return (
    <div className={styles.opened}>
      {scores.length > 0 && (
        <ul className={styles.scores} aria-label="Scores">
          {scores.map(({ name, original, replay, reason }) => (
            <li key={name}>
              <b>
                <HostileText text={name} />
              </b>{' '}
              {original?.toFixed(3) ?? '–'} → {replay?.toFixed(3) ?? '–'} {reason != null && <HostileText text={reason} />}
            </li>
          ))}
        </ul>
      )}
      {item.original_id === undefined ? (
        <p>
          There is no original to compare with. <Link to={`/interactions/${encodeURIComponent(item.replay_id)}`}>Open the replay</Link>
        </p>
      ) : (
        <Both original={item.original_id} replay={item.replay_id} />
      )}
    </div>
  );
}

function Both({ original, replay }: { original: string; replay: string }) {
  const { data, error, isPending, refetch } = useQuery(comparedQuery(original, replay));
  if (isPending) return <Skeleton height={160} aria-label="Loading both answers" />;
  if (error !== null) return <Obstacle error={error} onRetried={() => void refetch()} />;
  return <Compared pair={data} />;
}
