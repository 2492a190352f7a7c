import { IconEyeOff, IconFlagFilled, IconMask, IconShieldExclamation, IconShieldX, IconThumbDownFilled, IconThumbUpFilled } from '@tabler/icons-react';
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
        <Guarded item={item} />
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

/** What security and privacy did, the gravest alone: a row has room for a mark, the interaction says the rest. */
function Guarded({ item: { security, privacy } }: { item: Summary }) {
  const has = (list: unknown[] | undefined) => list !== undefined && list.length > 0;
  const [Mark, word, tone] =
    security?.action === 'block'
      ? [IconShieldX, 'blocked by the security policy', styles.flag]
      : security?.action !== undefined
        ? [IconShieldExclamation, security.action === 'flag' ? 'flagged by the security policy' : 'redacted by the security policy', styles.caution]
        : has(privacy?.restricted)
          ? [IconEyeOff, 'restricted to owners', undefined]
          : Object.keys(privacy?.counts ?? {}).length > 0 || has(privacy?.dropped)
            ? [IconMask, 'redacted', undefined]
            : [null, '', undefined];
  return (
    Mark !== null && (
      <span title={word} className={`${styles.guard ?? ''} ${tone ?? ''}`}>
        <Mark size={14} stroke={1.9} aria-label={word} />
      </span>
    )
  );
}

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
