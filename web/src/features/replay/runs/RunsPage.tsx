import { Button, Skeleton } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Link } from 'react-router';
import type { ReplayRun } from '../../../api/types';
import { formatCount, formatUsd } from '../../../lib/format';
import { dayAndTime, zoneName, zoneOffset } from '../../../lib/time';
import { ErrorNotice } from '../../../ui/ErrorNotice';
import { HostileText } from '../../../ui/HostileText';
import { Notice } from '../../../ui/Notice';
import { Progress } from './Progress';
import { reportQuery, runsQuery, watchedPairs } from './queries';
import { changeWords, sourceWords } from './runWords';
import { StateMark } from './StateMark';
import styles from './runs.module.css';

/** A report is computed from the record; the list asks for that of small runs that rest, and of the latest only. */
const mostReports = 10;

/** Runs over many calls, the latest first. */
export function RunsPage() {
  const { data, error, isPending, refetch } = useQuery(runsQuery());
  return (
    <div className={styles.page}>
      <title>Replay runs · Reprise</title>
      <header className={styles.bar}>
        <h1>Replay runs</h1>
        <Button component={Link} to="/replay/new" size="sm" leftSection={<IconPlus size={16} aria-hidden />}>
          Start a run
        </Button>
      </header>
      {isPending ? (
        <Skeleton height={240} m="md" width="auto" aria-label="Loading runs" />
      ) : error !== null ? (
        <ErrorNotice error={error} onRetried={() => void refetch()} />
      ) : data.length === 0 ? (
        <Notice title="No runs yet">A run replays many recorded calls with the same changes, such as another model, and says whether the answers are as good and what they cost. One call by itself is replayed from its own page.</Notice>
      ) : (
        <div className={styles.scroll}>
          <table className={styles.table}>
            <thead>
              <tr>
                <th scope="col">Run</th>
                <th scope="col">State</th>
                <th scope="col">Done</th>
                <th scope="col">Replays</th>
                <th scope="col">Cost</th>
                <th scope="col" title={zoneName}>
                  Began ({zoneOffset(new Date())})
                </th>
              </tr>
            </thead>
            <tbody>
              {data.map((run, at) => (
                <RunRow key={run.id} run={run} isReported={at < mostReports && run.state !== 'running' && run.total <= watchedPairs} />
              ))}
            </tbody>
          </table>
        </div>
      )}
    </div>
  );
}

function RunRow({ run, isReported }: { run: ReplayRun; isReported: boolean }) {
  const report = useQuery({ ...reportQuery(run, 0), enabled: isReported });
  const verdict = report.data?.verdict;
  return (
    <tr>
      <td>
        <Link to={`/replay/runs/${encodeURIComponent(run.id)}`} className={styles.link}>
          <HostileText text={changeWords(run)} />
        </Link>
        <small>
          <HostileText text={sourceWords(run)} />
        </small>
      </td>
      <td>
        <StateMark run={run} />
      </td>
      <td>
        <Progress run={run} />
      </td>
      <td>
        {verdict === undefined ? (
          '–'
        ) : (
          <span className={styles.counts}>
            <b data-kind="win">{formatCount(verdict.wins ?? 0)} better</b>
            <b data-kind="loss">{formatCount(verdict.losses ?? 0)} worse</b>
            <b>{formatCount(verdict.ties ?? 0)} as good</b>
          </span>
        )}
      </td>
      <td>
        {formatUsd(run.spent_usd)}
        {run.budget_usd !== undefined && <small>of {formatUsd(run.budget_usd)}</small>}
      </td>
      <td>{dayAndTime(new Date(run.created_at), new Date())}</td>
    </tr>
  );
}
