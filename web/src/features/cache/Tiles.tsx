import type { ReactNode } from 'react';
import type { CacheStatistics } from '../../api/types';
import { formatCount, formatMs, formatShare, formatUsd, plural, unknown } from '../../lib/format';
import { wrongRateOf } from './wrongRate';
import styles from './overview.module.css';

/** How much, how often, how well: the figures one looks for first. */
export function Tiles({ statistics }: { statistics: CacheStatistics }) {
  const { total, saved_cost_usd: cost, saved_latency_ms: time, hit_latency_ms: hit, miss_latency_ms: miss } = statistics;
  const lookups = total.lookups ?? 0;
  const share = (count: number | undefined) => (lookups === 0 ? null : (count ?? 0) / lookups);
  const exact = share(total.hits_exact);
  const semantic = share(total.hits_semantic);
  const wrong = wrongRateOf(statistics.policies ?? []);
  return (
    <dl className={styles.tiles}>
      <Tile name="Lookups" value={formatCount(lookups)}>
        {total.bypasses ? `${formatCount(total.bypasses)} more could not be looked up` : 'of requests that took part'}
      </Tile>
      <Tile name="Hit rate" value={formatShare(total.hit_rate)}>
        <span className={styles.split} aria-hidden>
          <i className={styles.exact} style={{ width: `${100 * (exact ?? 0)}%` }} />
          <i className={styles.semantic} style={{ width: `${100 * (semantic ?? 0)}%` }} />
        </span>
        {formatShare(exact)} exact, {formatShare(semantic)} semantic
      </Tile>
      <Tile name="Saved cost" value={formatUsd(cost)}>
        what hits would have cost
      </Tile>
      <Tile name="Saved time" value={formatMs(time)}>
        {hit == null && miss == null ? 'of waiting' : `${formatMs(hit)} a hit, ${formatMs(miss)} a miss`}
      </Tile>
      <Tile name="Wrong among checked" value={wrong === null ? unknown : formatShare(wrong.rate)}>
        {wrong === null ? 'no hit was checked yet' : `${formatShare(wrong.low)} to ${formatShare(wrong.high)} with 95% confidence, ${plural(wrong.checked, 'check')}`}
      </Tile>
    </dl>
  );
}

function Tile({ name, value, children }: { name: string; value: string; children: ReactNode }) {
  return (
    <div className={styles.tile}>
      <dt>{name}</dt>
      <dd>
        <b>{value}</b>
        <small>{children}</small>
      </dd>
    </div>
  );
}
