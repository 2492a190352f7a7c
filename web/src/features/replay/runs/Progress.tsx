import type { ReplayRun } from '../../../api/types';
import { formatCount } from '../../../lib/format';
import styles from './runs.module.css';

/** How far a run is. */
export function Progress({ run: { done, total, failed, skipped } }: { run: ReplayRun }) {
  const share = total === 0 ? 1 : Math.min(1, done / total);
  return (
    <div className={styles.progress}>
      <span>
        {formatCount(done)} of {formatCount(total)}
        {failed > 0 && <i data-bad>{formatCount(failed)} failed</i>}
        {skipped > 0 && <i>{formatCount(skipped)} left out</i>}
      </span>
      <span className={styles.track} role="progressbar" aria-label="Done" aria-valuemin={0} aria-valuemax={100} aria-valuenow={Math.floor(100 * share)}>
        <i style={{ width: `${100 * share}%` }} />
      </span>
    </div>
  );
}
