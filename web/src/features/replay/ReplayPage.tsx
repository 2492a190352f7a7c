import { Skeleton } from '@mantine/core';
import { IconChevronLeft } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Link, useParams } from 'react-router';
import { HostileText } from '../../ui/HostileText';
import { StatusMark } from '../../ui/StatusMark';
import { Obstacle } from './Obstacle';
import { plainQuery } from './queries';
import { Workbench } from './Workbench';
import styles from './page.module.css';

/** One recorded call to change, to send again and to compare. */
export function ReplayPage() {
  const { id = '' } = useParams();
  const plain = useQuery(plainQuery(id));
  const original = plain.data?.original;
  return (
    <div className={styles.page}>
      <title>Replay · Reprise</title>
      <header className={styles.header}>
        <Link className={styles.crumb} to={`/interactions/${encodeURIComponent(id)}`}>
          <IconChevronLeft size={15} aria-hidden /> Interaction
        </Link>
        <h1>
          Replay <HostileText text={original?.model ?? ''} />
        </h1>
        {original && original.status !== 'success' && <StatusMark status={original.status} withWord />}
      </header>
      {plain.isPending ? (
        <div className={styles.loading} aria-busy="true" aria-label="Loading the call">
          <Skeleton height={140} />
          <Skeleton height={240} />
        </div>
      ) : plain.isError ? (
        <Obstacle error={plain.error} id={id} onRetried={() => void plain.refetch()} />
      ) : (
        <Workbench key={id} id={id} plain={plain.data} />
      )}
    </div>
  );
}
