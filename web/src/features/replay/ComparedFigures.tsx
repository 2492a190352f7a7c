import type { ComparedCalls } from '../../api/types';
import { formatCount, formatMs, formatShare, formatUsd } from '../../lib/format';
import { HostileText } from '../../ui/HostileText';
import styles from './compared.module.css';

type Maybe = number | null | undefined;

/** Both values and how far apart they are, with the sign a reader looks for. */
function apart(original: Maybe, replay: Maybe, format: (value: number) => string): string {
  if (original == null || replay == null) return '';
  const by = replay - original;
  if (by === 0) return '=';
  const percent = original > 0 ? Math.round((100 * Math.abs(by)) / original) : 0;
  const share = percent > 0 ? ` (${by > 0 ? '+' : '−'}${percent}%)` : '';
  return `${by > 0 ? '+' : '−'}${format(Math.abs(by))}${share}`;
}

/** What both calls took and cost. */
export function ComparedFigures({ pair: { comparison: c } }: { pair: ComparedCalls }) {
  const rows: [name: string, change: { original?: Maybe; replay?: Maybe }, format: (value: Maybe) => string][] = [
    ['Latency', c.latency_ms, formatMs],
    ['First piece', c.ttft_ms, formatMs],
    ['Tokens in', c.prompt_tokens, formatCount],
    ['Tokens out', c.completion_tokens, formatCount],
    ['Cost', c.cost_usd, formatUsd],
  ];
  const known = rows.filter(([, { original, replay }]) => original != null || replay != null);
  return (
    <div className={styles.figuresBox}>
      <table className={styles.figures}>
        <caption>Figures</caption>
        <thead>
          <tr>
            <th scope="col">
              <span className={styles.hidden}>Measure</span>
            </th>
            <th scope="col">Original</th>
            <th scope="col">Replay</th>
            <th scope="col">Difference</th>
          </tr>
        </thead>
        <tbody>
          {known.map(([name, { original, replay }, format]) => (
            <tr key={name}>
              <th scope="row">{name}</th>
              <td>{format(original)}</td>
              <td>{format(replay)}</td>
              <td>{apart(original, replay, format)}</td>
            </tr>
          ))}
          <Words name="Finished" original={c.finish_reason.original} replay={c.finish_reason.replay} />
          <Words name="Status" original={c.status.original} replay={c.status.replay} />
          <tr>
            <th scope="row">Words in common</th>
            <td />
            <td>{formatShare(c.response_similarity)}</td>
            <td />
          </tr>
          {c.embedding_similarity != null && (
            <tr>
              <th scope="row">Alike in meaning</th>
              <td />
              <td>{formatShare(c.embedding_similarity)}</td>
              <td />
            </tr>
          )}
        </tbody>
      </table>
    </div>
  );
}

function Words({ name, original, replay }: { name: string; original: string | undefined; replay: string | undefined }) {
  if (original === undefined && replay === undefined) return null;
  return (
    <tr>
      <th scope="row">{name}</th>
      <td>
        <HostileText text={original ?? '–'} />
      </td>
      <td>
        <HostileText text={replay ?? '–'} />
      </td>
      <td>{original === replay ? '=' : 'other'}</td>
    </tr>
  );
}
