import { Button, Skeleton } from '@mantine/core';
import { IconChevronLeft, IconDownload, IconPlayerPlay, IconPlayerStop } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Link, useParams } from 'react-router';
import { reportAddress } from '../../../api/replay';
import type { ReplayRun } from '../../../api/types';
import { formatCount, formatUsd } from '../../../lib/format';
import { fullTime } from '../../../lib/time';
import { allTime, searchOf, term } from '../../../lib/view';
import { HostileText } from '../../../ui/HostileText';
import { Measure, Measures } from '../../../ui/Measure';
import { Obstacle } from '../Obstacle';
import { Progress } from './Progress';
import { runQuery, useStop } from './queries';
import { Report } from './Report';
import { ResumeDialog } from './ResumeDialog';
import { changeWords, sourceWords } from './runWords';
import { StateMark } from './StateMark';
import page from '../page.module.css';
import styles from './runs.module.css';

const formats = ['html', 'json', 'junit'] as const;
const formatNames = { html: 'HTML', json: 'JSON', junit: 'JUnit' };

/** One run: how far it is, and what came of it. */
export function RunPage() {
  const { id = '' } = useParams();
  const run = useQuery(runQuery(id));
  return (
    <div className={styles.page}>
      <title>Replay run · Reprise</title>
      <div className={styles.scroll}>
        {run.isPending ? <Skeleton height={300} m="md" width="auto" aria-label="Loading the run" /> : run.isError ? <Obstacle error={run.error} onRetried={() => void run.refetch()} /> : <Run run={run.data} />}
      </div>
    </div>
  );
}

function Run({ run }: { run: ReplayRun }) {
  const stop = useStop(run.id);
  const [isResuming, setResuming] = useState(false);
  const canResume = run.state !== 'running' && (run.state !== 'done' || run.failed > 0);
  return (
    <>
      <header className={styles.head}>
        <Link className={page.crumb} to="/replay">
          <IconChevronLeft size={15} aria-hidden /> Replay runs
        </Link>
        <div className={styles.title}>
          <h1>
            <HostileText text={changeWords(run)} />
          </h1>
          <StateMark run={run} />
          <div className={styles.actions}>
            {run.state === 'running' && (
              <Button size="xs" variant="default" leftSection={<IconPlayerStop size={15} aria-hidden />} loading={stop.isPending || run.stopping === true} onClick={() => stop.mutate()}>
                Stop
              </Button>
            )}
            {canResume && (
              <Button size="xs" leftSection={<IconPlayerPlay size={15} aria-hidden />} onClick={() => setResuming(true)}>
                Resume
              </Button>
            )}
            {formats.map((format) => (
              <Button key={format} component="a" href={reportAddress(run.id, format)} download={`${run.id}.${format === 'junit' ? 'xml' : format}`} size="xs" variant="default" leftSection={<IconDownload size={15} aria-hidden />}>
                {formatNames[format]}
              </Button>
            ))}
          </div>
        </div>
        <p className={styles.source}>
          <HostileText text={sourceWords(run)} /> · <Link to={`/interactions${searchOf({ q: term('replay_run', run.id), range: allTime })}`}>its replays</Link>
        </p>
        {run.reason !== undefined && (
          <p className={styles.reason}>
            <HostileText text={run.reason} />
          </p>
        )}
        {stop.error !== null && <Obstacle error={stop.error} />}
        <Progress run={run} />
        <Measures>
          <Measure name="Spent" value={formatUsd(run.spent_usd)} note={run.budget_usd === undefined ? 'no budget' : `of ${formatUsd(run.budget_usd)}`} />
          <Measure name="At once" value={formatCount(run.concurrency)} />
          {run.retried > 0 && <Measure name="Made again" value={formatCount(run.retried)} note="refused as too many" />}
          <Measure name="Began" value={fullTime(new Date(run.created_at))} />
        </Measures>
      </header>
      {run.done > 0 && <Report run={run} />}
      {isResuming && <ResumeDialog run={run} onClosed={() => setResuming(false)} />}
    </>
  );
}
