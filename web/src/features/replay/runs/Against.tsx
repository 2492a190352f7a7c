import type { RunReport } from '../../../api/types';
import { formatCount, formatMs, formatUsd } from '../../../lib/format';
import compared from '../compared.module.css';

type Maybe = number | null | undefined;

function change(original: Maybe, replay: Maybe): string {
  if (original == null || replay == null || original === 0) return '';
  const percent = Math.round((100 * (replay - original)) / original);
  return percent === 0 ? '=' : `${percent > 0 ? '+' : '−'}${Math.abs(percent)}%`;
}

/** What replays took and cost, against their originals. */
export function Against({ report: { cost, latency, tokens } }: { report: RunReport }) {
  const rows: [name: string, original: Maybe, replay: Maybe, format: (value: Maybe) => string][] = [
    ['Cost', cost.original_usd, cost.replay_usd, formatUsd],
    ['Latency, median', latency.original_p50, latency.replay_p50, formatMs],
    ['Latency, 95th percentile', latency.original_p95, latency.replay_p95, formatMs],
    ['Tokens in', tokens.original_prompt, tokens.replay_prompt, formatCount],
    ['Tokens out', tokens.original_completion, tokens.replay_completion, formatCount],
  ];
  return (
    <div className={compared.figuresBox}>
      <table className={compared.figures}>
        <caption>Against the originals</caption>
        <thead>
          <tr>
            <th scope="col">
              <span className={compared.hidden}>Measure</span>
            </th>
            <th scope="col">Originals</th>
            <th scope="col">Replays</th>
            <th scope="col">Change</th>
          </tr>
        </thead>
        <tbody>
          {rows.map(([name, original, replay, format]) => (
            <tr key={name}>
              <th scope="row">{name}</th>
              <td>{format(original)}</td>
              <td>{format(replay)}</td>
              <td>{change(original, replay)}</td>
            </tr>
          ))}
          {(cost.judges_usd ?? 0) > 0 && (
            <tr>
              <th scope="row">Judges</th>
              <td />
              <td>{formatUsd(cost.judges_usd)}</td>
              <td />
            </tr>
          )}
        </tbody>
      </table>
      {(cost.unknown ?? 0) > 0 && <p className={compared.nothing}>The cost of {formatCount(cost.unknown)} is not known.</p>}
    </div>
  );
}
