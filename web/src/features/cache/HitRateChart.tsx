import { formatCount, formatShare, plural } from '../../lib/format';
import { dayAndTime, dayOf, zoneName } from '../../lib/time';
import { StackedBars } from '../../ui/charts/StackedBars';
import { barsOf, type Bar } from './buckets';
import type { Timeline } from './queries';
import shared from './cache.module.css'
import styles from './overview.module.css';

const dayMs = 86_400_000;

/** The share of lookups that were answered, step by step. */
export function HitRateChart({ timeline: { buckets, width } }: { timeline: Timeline }) {
  if (buckets.length === 0) return <p className={shared.quiet}>Nothing was looked up in this time.</p>;
  const bars = barsOf(buckets, width);
  const now = new Date();
  const time = (at: Date) => (width.ms >= dayMs ? dayOf(at) : dayAndTime(at, now));
  const busiest = Math.max(...bars.map((bar) => bar.lookups));
  return (
    <>
      <StackedBars
        label={`Hit rate in steps of ${width.text}, ${time(bars[0]?.at ?? now)} to ${time(bars.at(-1)?.at ?? now)}; the figures are in the table below`}
        series={['exact', 'semantic']}
        bars={bars.map((bar) => ({ key: bar.at.toISOString(), name: time(bar.at), text: textOf(bar), parts: [bar.exact, bar.semantic], weight: busiest === 0 ? 0 : bar.lookups / busiest }))}
      />
      <details className={styles.figures}>
        <summary>As a table</summary>
        <div className={styles.scroller} role="region" aria-label="Hit rate over time, as a table" tabIndex={0}>
          <table>
            <thead>
              <tr>
                <th scope="col">From ({zoneName})</th>
                <th scope="col">Lookups</th>
                <th scope="col">Exact</th>
                <th scope="col">Semantic</th>
              </tr>
            </thead>
            <tbody>
              {bars
                .filter((bar) => bar.lookups > 0)
                .map((bar) => (
                  <tr key={bar.at.toISOString()}>
                    <th scope="row">{time(bar.at)}</th>
                    <td>{formatCount(bar.lookups)}</td>
                    <td>{formatShare(bar.exact)}</td>
                    <td>{formatShare(bar.semantic)}</td>
                  </tr>
                ))}
            </tbody>
          </table>
        </div>
      </details>
    </>
  );
}

function textOf({ lookups, exact, semantic }: Bar): string {
  return lookups === 0 ? 'nothing looked up' : `${formatShare(exact + semantic)} of ${plural(lookups, 'lookup')}: ${formatShare(exact)} exact, ${formatShare(semantic)} semantic`;
}
