import type { CacheBucket } from '../../api/types';

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;

/** Widths a chart may have, as the server takes them. */
const widths: [text: string, ms: number][] = [['1s', 1000], ['5s', 5000], ['15s', 15_000], ['1m', minute], ['5m', 5 * minute], ['15m', 15 * minute], ['1h', hour], ['6h', 6 * hour], ['1d', day], ['1w', 7 * day]];

const mostBars = 60;

export interface Width {
  text: string;
  ms: number;
}

/** The finest width that shows a span in as many bars as fit. */
export function widthFor(spanMs: number): Width {
  const [text, ms] = widths.find(([, ms]) => spanMs / ms <= mostBars) ?? ['1w', 7 * day];
  return { text, ms };
}

/** From the beginning of the first bucket to the end of the last. */
export function spanOf(buckets: readonly CacheBucket[], width: Width): number {
  const first = buckets[0];
  const last = buckets.at(-1);
  return first === undefined || last === undefined ? 0 : Date.parse(last.bucket) - Date.parse(first.bucket) + width.ms;
}

export interface Bar {
  at: Date;
  exact: number;
  semantic: number;
  lookups: number;
}

/** Fewer would be blocks, not bars. */
const leastBars = 24;

/** A bar for every step of time, also where nothing was looked up, so that the axis is true. At most a few hundred: what lies long before is left out. */
export function barsOf(buckets: readonly CacheBucket[], width: Width): Bar[] {
  const known = new Map(buckets.map((bucket) => [Date.parse(bucket.bucket), bucket.count]));
  const last = Math.max(...known.keys());
  const first = Math.min(Math.max(Math.min(...known.keys()), last - 400 * width.ms), last - (leastBars - 1) * width.ms);
  const bars: Bar[] = [];
  for (let at = last; at >= first; at -= width.ms) {
    const count = known.get(at);
    const lookups = count?.lookups ?? 0;
    bars.unshift({ at: new Date(at), lookups, exact: lookups === 0 ? 0 : (count?.hits_exact ?? 0) / lookups, semantic: lookups === 0 ? 0 : (count?.hits_semantic ?? 0) / lookups });
  }
  return bars;
}
