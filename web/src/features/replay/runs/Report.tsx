import { Skeleton } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { ReplayRun, RunReport } from '../../../api/types';
import { formatCount, formatShare, plural } from '../../../lib/format';
import { HostileText } from '../../../ui/HostileText';
import { Obstacle } from '../Obstacle';
import { chanceWords } from '../words';
import { Against } from './Against';
import { reportQuery } from './queries';
import { skipWords } from './runWords';
import { WorstCases } from './WorstCases';
import styles from './runs.module.css';

const worstShown = 50;

/** What came of a run: better or worse, at what price, and where it is worst. */
export function Report({ run }: { run: ReplayRun }) {
  const { data, error, isPending, refetch } = useQuery(reportQuery(run, worstShown));
  if (isPending) return <Skeleton height={240} m="md" width="auto" aria-label="Computing the report" />;
  if (error !== null) return <Obstacle error={error} onRetried={() => void refetch()} />;
  return (
    <div className={styles.report}>
      <Verdict report={data} />
      <Against report={data} />
      <Measured report={data} />
      <Reasons name="Why replays failed" items={data.failures ?? []} words={(reason) => reason} />
      <Reasons name="Why calls were left out" items={data.skipped ?? []} words={skipWords} />
      <WorstCases items={data.worst ?? []} />
    </div>
  );
}

function Verdict({ report: { verdict, counts } }: { report: RunReport }) {
  const { wins = 0, losses = 0, ties = 0, win_share: share, win_share_lower: lower, win_share_upper: upper, p_value: p, kept_share: kept, score } = verdict;
  const all = wins + losses + ties;
  const width = (count: number) => ({ width: `${all === 0 ? 0 : (100 * count) / all}%` });
  return (
    <section aria-label="Verdict" className={styles.verdict}>
      <h2>{share == null ? `${plural(counts.same ?? 0, 'replay')} of ${formatCount(counts.replayed ?? 0)} ${counts.same === 1 ? 'says' : 'say'} the same` : sentence(wins, losses, p)}</h2>
      {all > 0 && (
        <div className={styles.split}>
          <span aria-hidden>
            <i data-kind="win" style={width(wins)} />
            <i data-kind="tie" style={width(ties)} />
            <i data-kind="loss" style={width(losses)} />
          </span>
          <small>
            <b data-kind="win">{plural(wins, 'replay')} better</b> <b>{formatCount(ties)} as good</b> <b data-kind="loss">{formatCount(losses)} worse</b>
          </small>
        </div>
      )}
      <ul>
        {share != null && lower != null && upper != null && (
          <li>
            Of {plural(wins + losses, 'pair')} in which one answer was better, the replay won {formatShare(share)}; with 95% confidence between {formatShare(lower)} and {formatShare(upper)}.
          </li>
        )}
        {p != null && <li>{chanceWords(p)} (p = {p < 0.001 ? '< 0.001' : p.toFixed(3)}).</li>}
        {kept != null && <li>{formatShare(kept)} were at least as good as their originals.</li>}
        {score?.difference != null && (
          <li>
            The mean score went from {score.original?.toFixed(3)} to {score.replay?.toFixed(3)}, by {score.difference.toFixed(3)}
            {score.lower != null && score.upper != null && ` (${score.lower.toFixed(3)} to ${score.upper.toFixed(3)} with 95% confidence)`}.
          </li>
        )}
        {share == null && (
          <li>
            {plural(counts.changed ?? 0, 'other answer')}; without evaluators nothing says whether another answer is better or worse.
          </li>
        )}
        {(counts.missing ?? 0) > 0 && <li>{plural(counts.missing ?? 0, 'call has', 'calls have')} no replay.</li>}
      </ul>
    </section>
  );
}

/** From here on a difference may well be chance. */
const significant = 0.05;

function sentence(wins: number, losses: number, p: number | undefined): string {
  if (wins === losses) return 'As good as the originals';
  if (p !== undefined && p >= significant) return `No clear difference; rather ${wins > losses ? 'better' : 'worse'} than the originals`;
  return wins > losses ? 'Better than the originals' : 'Worse than the originals';
}

function Measured({ report: { measures = [] } }: { report: RunReport }) {
  if (measures.length === 0) return null;
  return (
    <div className={styles.wide} role="region" aria-label="Evaluators" tabIndex={0}>
      <table className={styles.table}>
        <caption>Evaluators</caption>
        <thead>
          <tr>
            <th scope="col">Evaluator</th>
            <th scope="col">Original</th>
            <th scope="col">Replay</th>
            <th scope="col">Better</th>
            <th scope="col">Worse</th>
            <th scope="col">As good</th>
            <th scope="col">p</th>
          </tr>
        </thead>
        <tbody>
          {measures.map(({ name, mean, paired, wins, losses, ties, p_value: p }) => (
            <tr key={name}>
              <td>
                <HostileText text={name} />
              </td>
              <td>{paired?.original?.toFixed(3) ?? '–'}</td>
              <td>{paired?.replay?.toFixed(3) ?? mean?.toFixed(3) ?? '–'}</td>
              <td>{formatCount(wins ?? 0)}</td>
              <td>{formatCount(losses ?? 0)}</td>
              <td>{formatCount(ties ?? 0)}</td>
              <td>{p?.toFixed(3) ?? '–'}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Reasons({ name, items, words }: { name: string; items: readonly { reason: string; count: number }[]; words: (reason: string) => string }) {
  if (items.length === 0) return null;
  return (
    <section aria-label={name} className={styles.reasons}>
      <h2>{name}</h2>
      <ul>
        {items.map(({ reason, count }) => (
          <li key={reason}>
            <b>{formatCount(count)}</b> <HostileText text={words(reason)} />
          </li>
        ))}
      </ul>
    </section>
  );
}
