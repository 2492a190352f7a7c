import { Button } from '@mantine/core';
import { IconBarrierBlock } from '@tabler/icons-react';
import { Link } from 'react-router';
import { ApiError } from '../../api/problem';
import { ErrorNotice } from '../../ui/ErrorNotice';
import { HostileText } from '../../ui/HostileText';
import styles from './page.module.css';

/** Something that can be done at once about what stands in the way. */
export interface WayOut {
  name: string;
  onTaken: () => void;
}

interface Props {
  error: Error;
  /** The interaction that cannot be replayed. */
  id?: string;
  ways?: readonly WayOut[];
  onRetried?: () => void;
}

/** What stands in the way of a replay, and what would still work. */
export function Obstacle({ error, id, ways = [], onRetried }: Props) {
  if (!(error instanceof ApiError) || error.code === undefined) return <ErrorNotice error={error} onRetried={onRetried} />;
  return (
    <div role="alert" className={styles.obstacle}>
      <h2>
        <IconBarrierBlock size={18} stroke={1.7} aria-hidden />
        {error.title}
      </h2>
      <p>
        <HostileText text={error.message} />
      </p>
      {error.stillWorks.length > 0 && (
        <>
          <h3>What still works</h3>
          <ul>
            {error.stillWorks.map((work, at) => (
              <li key={at}>
                <HostileText text={work} />
              </li>
            ))}
          </ul>
        </>
      )}
      <div className={styles.ways}>
        {ways.map(({ name, onTaken }) => (
          <Button key={name} size="xs" variant="default" onClick={onTaken}>
            {name}
          </Button>
        ))}
        {id !== undefined && (
          <Button component={Link} to={`/interactions/${encodeURIComponent(id)}`} size="xs" variant="default">
            Open the record
          </Button>
        )}
      </div>
    </div>
  );
}
