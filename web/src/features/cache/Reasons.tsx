import { Link } from 'react-router';
import type { CacheStatistics } from '../../api/types';
import { formatCount, formatShare } from '../../lib/format';
import { searchOf, term, type Range } from '../../lib/view';
import { HostileText } from '../../ui/HostileText';
import { reasonWords } from './words';
import shared from './cache.module.css'
import styles from './overview.module.css';

const mostShown = 10;

interface Props {
  reasons: NonNullable<CacheStatistics['reasons']>;
  policy: string;
  range: Range;
}

/** What stood in the way, most frequent first. Each leads to the calls. */
export function Reasons({ reasons, policy, range }: Props) {
  if (reasons.length === 0) return <p className={shared.quiet}>Everything that was asked was answered.</p>;
  const all = reasons.reduce((sum, reason) => sum + reason.count, 0);
  const most = reasons[0]?.count ?? 1;
  return (
    <ol className={styles.reasons}>
      {reasons.slice(0, mostShown).map(({ status, reason, count }) => {
        const q = [term('cache', status), term('cache_reason', reason), ...(policy === '' ? [] : [term('cache_policy', policy)])].join(' ');
        return (
          <li key={`${status} ${reason}`}>
            <Link to={`/interactions${searchOf({ q, range })}`}>
              <HostileText text={reasonWords(reason)} />
            </Link>
            <span>
              {formatCount(count)} <small>{formatShare(count / all)}</small>
            </span>
            <i style={{ width: `${(100 * count) / most}%` }} data-status={status} aria-hidden />
          </li>
        );
      })}
      {reasons.length > mostShown && <li className={shared.quiet}>and {formatCount(reasons.length - mostShown)} rarer reasons</li>}
    </ol>
  );
}
