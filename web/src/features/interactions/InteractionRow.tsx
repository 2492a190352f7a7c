import { IconFlagFilled, IconThumbDownFilled, IconThumbUpFilled } from '@tabler/icons-react';
import { memo } from 'react';
import { Link } from 'react-router';
import type { Summary } from '../../api/types';
import { errorText, formatCompact, formatKind, formatMs, formatUsd } from '../../lib/format';
import { clockTime, dayOf, isSameDay } from '../../lib/time';
import { HostileText } from '../../ui/HostileText';
import { StatusMark } from '../../ui/StatusMark';
import styles from './table.module.css';

interface Props {
  item: Summary;
  index: number;
  to: string;
  isOpen: boolean;
}

export function rowId(id: string): string {
  return `row-${id}`;
}

/** One interaction on two lines: what was asked above what came of it. The whole row is one link. */
export const InteractionRow = memo(function InteractionRow({ item, index, to, isOpen }: Props) {
  const { metrics, cache } = item;
  const at = new Date(item.timestamp);
  const { prompt_tokens: prompt, completion_tokens: completion, total_cost_usd: cost } = metrics ?? {};
  const isCounted = prompt != null || completion != null;
  const model = item.model ?? item.name ?? formatKind(item.kind);
  return (
    <div role="row" aria-rowindex={index + 2} className={styles.line} data-open={isOpen}>
      <div role="cell" className={styles.status}>
        <StatusMark status={item.status} />
      </div>
      <div role="cell">
        <div>{clockTime(at)}</div>
        {!isSameDay(at, new Date()) && <div className={styles.quiet}>{dayOf(at)}</div>}
      </div>
      <div role="cell" className={styles.wide}>
        <div className={styles.model}>
          <HostileText text={model} />
        </div>
        <div className={styles.quiet}>
          {formatKind(item.kind)}
          {item.provider != null && (
            <>
              {' · '}
              <HostileText text={item.provider} />
            </>
          )}
        </div>
      </div>
      <div role="cell" className={styles.said}>
        <Link id={rowId(item.interaction_id)} to={to} className={styles.link} aria-current={isOpen ? 'true' : undefined}>
          {item.prompt_preview ? <HostileText text={item.prompt_preview} /> : <em>{item.name ?? 'no prompt on record'}</em>}
        </Link>
        <Outcome item={item} model={model} />
      </div>
      <div role="cell" className={styles.marks}>
        {item.flagged === true && <IconFlagFilled size={14} className={styles.flag} aria-label="flagged" />}
        {item.rating != null && item.rating > 0 && <IconThumbUpFilled size={14} aria-label="rated up" />}
        {item.rating != null && item.rating < 0 && <IconThumbDownFilled size={14} aria-label="rated down" />}
      </div>
      <div role="cell" className={`${styles.figure ?? ''} ${styles.wide ?? ''}`}>
        {isCounted && <div>{formatCompact(prompt)}</div>}
        {isCounted && <div className={styles.quiet}>{formatCompact(completion)}</div>}
      </div>
      <div role="cell" className={`${styles.figure ?? ''} ${styles.wide ?? ''}`}>
        {(isCounted || cost != null) && <div>{formatUsd(cost)}</div>}
        {(cache?.status === 'hit' || cache?.status === 'semantic') && <div className={styles.good}>cache {cache.status}</div>}
      </div>
      <div role="cell" className={styles.figure}>
        <div>{formatMs(metrics?.latency_ms)}</div>
        {metrics?.ttft_ms != null && <div className={styles.quiet}>{formatMs(metrics.ttft_ms)}</div>}
      </div>
    </div>
  );
});

function Outcome({ item, model }: { item: Summary; model: string }) {
  if (item.status === 'error' || item.status === 'timeout') {
    const text = errorText(item.http_status, item.error_code, item.error_message);
    return (
      <div className={styles.bad}>
        <HostileText text={text === '' ? item.status : text} />
      </div>
    );
  }
  const answer = item.content_preview ?? (item.status === 'cancelled' ? 'cancelled by the caller' : (item.finish_reason ?? ''));
  return (
    <div className={styles.quiet}>
      <span className={styles.narrow}>
        <HostileText text={model} />
      </span>
      <HostileText text={answer} />
    </div>
  );
}
