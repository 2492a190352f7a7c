import { Link } from 'react-router';
import type { ExplainedCandidate } from '../../api/types';
import { formatShare } from '../../lib/format';
import { ageOf, fullTime } from '../../lib/time';
import { HostileText } from '../../ui/HostileText';
import { reasonWords } from './words';
import styles from './explain.module.css';

/** Every kept question that was looked at: how near, how probably right, and what stands in the way. */
export function Candidates({ candidates, required }: { candidates: readonly ExplainedCandidate[]; required: number }) {
  return (
    <ol className={styles.candidates} aria-label="Candidates">
      {candidates.map((candidate, at) => (
        <Candidate key={`${candidate.interaction_id} ${at}`} candidate={candidate} required={required} />
      ))}
    </ol>
  );
}

function Candidate({ candidate, required }: { candidate: ExplainedCandidate; required: number }) {
  const { interaction_id: id, text, similarity, probability, quality, rank, pinned, guards, reason } = candidate;
  const at = new Date(candidate.timestamp);
  const others = guards.filter((guard) => guard !== reason);
  return (
    <li data-good={reason === undefined}>
      <div className={styles.candidateText}>
        <Link to={`/interactions/${encodeURIComponent(id)}`}>{text === undefined ? <em>the very same request</em> : <HostileText text={text} />}</Link>
        <span>{reason === undefined ? 'May be given' : <HostileText text={reasonWords(reason)} />}</span>
        {others.length > 0 && (
          <small>
            Also: <HostileText text={others.map(reasonWords).join('; ')} />
          </small>
        )}
      </div>
      <dl className={styles.scores}>
        <Score name="Similarity" value={similarity.toFixed(3)} share={similarity} />
        <Score name="Probably right" value={formatShare(probability)} share={probability} mark={required} />
        <Score name="Quality" value={quality.toFixed(2)} share={quality} />
        <Score name="Rank" value={rank.toFixed(3)} share={rank} />
        <div>
          <dt>Age</dt>
          <dd title={fullTime(at)}>
            {ageOf(at, new Date())}
            {pinned && ', pinned'}
          </dd>
        </div>
      </dl>
    </li>
  );
}

/** A figure with a bar, and a stroke where it would be enough. */
function Score({ name, value, share, mark }: { name: string; value: string; share: number; mark?: number }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>
        {value}
        <span className={styles.meter} aria-hidden>
          <i style={{ width: `${100 * Math.min(1, Math.max(0, share))}%` }} />
          {mark !== undefined && mark <= 1 && <b style={{ left: `${100 * mark}%` }} title={`${formatShare(mark)} is asked`} />}
        </span>
      </dd>
    </div>
  );
}
