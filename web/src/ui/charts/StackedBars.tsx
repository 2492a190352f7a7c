import styles from './stackedBars.module.css';

export interface StackedBar {
  key: string;
  /** Below the axis, where there is room. */
  name: string;
  /** What it says, in words. */
  text: string;
  /** Shares of the whole height, 0 to 1, from the bottom up; at most two, of which the second is hatched. */
  parts: readonly number[];
  /** How much there is behind it beside the others, 0 to 1. */
  weight: number;
}

interface Props {
  /** The chart in a sentence: it is a picture to those who do not see it. */
  label: string;
  series: readonly string[];
  bars: readonly StackedBar[];
}

/** Shares over time as bars, and below each how much it stands on. */
export function StackedBars({ label, series, bars }: Props) {
  const named = [...new Set([bars[0], bars[Math.floor((bars.length - 1) / 2)], bars.at(-1)].filter((bar) => bar !== undefined))];
  return (
    <div role="img" aria-label={label} className={styles.chart}>
      <div className={styles.scale}>
        <span>100%</span>
        <span>50%</span>
        <span>0%</span>
      </div>
      <div className={styles.plot}>
        {bars.map((bar) => (
          <div key={bar.key} className={styles.bar} title={`${bar.name}: ${bar.text}`}>
            {bar.parts.map((part, at) => part > 0 && <i key={at} className={at === 0 ? styles.first : styles.second} style={{ height: `${100 * part}%` }} />)}
          </div>
        ))}
      </div>
      <div className={styles.weights}>
        {bars.map((bar) => (
          <i key={bar.key} style={{ height: bar.weight === 0 ? 0 : `max(1px, ${100 * bar.weight}%)` }} />
        ))}
      </div>
      <div className={styles.names} data-count={named.length}>
        {named.map((bar) => (
          <span key={bar.key}>{bar.name}</span>
        ))}
      </div>
      <ul className={styles.series}>
        {series.map((name, at) => (
          <li key={name}>
            <i className={at === 0 ? styles.first : styles.second} /> {name}
          </li>
        ))}
        <li>
          <i className={styles.weight} /> how many
        </li>
      </ul>
    </div>
  );
}
