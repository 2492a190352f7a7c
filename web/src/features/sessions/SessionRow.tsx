import { Link } from 'react-router';
import type { SessionSummary } from '../../api/types';
import { formatCompact, formatCount, formatMs, formatUsd } from '../../lib/format';
import { dayAndTime, zoneName, zoneOffset } from '../../lib/time';
import { HostileText } from '../../ui/HostileText';
import styles from './sessions.module.css';

/** From the beginning of the first call to that of the last; a single call has no such time. */
export function durationMs(session: SessionSummary): number | null {
  if (session.interactions < 2) return null;
  return Date.parse(session.last_timestamp) - Date.parse(session.first_timestamp);
}

export function SessionsHead() {
  return (
    <div role="rowgroup">
      <div role="row" aria-rowindex={1} className={styles.head}>
        <span role="columnheader">Session</span>
        <span role="columnheader" title={zoneName}>
          Last call ({zoneOffset(new Date())})
        </span>
        <span role="columnheader">Calls</span>
        <span role="columnheader">Failed</span>
        <span role="columnheader">Tokens</span>
        <span role="columnheader">Cost</span>
        <span role="columnheader">Lasted</span>
      </div>
    </div>
  );
}

export function SessionRow({ session, index }: { session: SessionSummary; index: number }) {
  return (
    <div role="row" aria-rowindex={index + 2} className={styles.line}>
      <div role="cell">
        <Link className={styles.link} to={`/sessions/${encodeURIComponent(session.session_id)}`}>
          <HostileText text={session.session_id} />
        </Link>
      </div>
      <div role="cell">{dayAndTime(new Date(session.last_timestamp), new Date())}</div>
      <div role="cell">{formatCount(session.interactions)}</div>
      <div role="cell" data-bad={session.errors > 0}>
        {formatCount(session.errors)}
      </div>
      <div role="cell">{formatCompact(session.prompt_tokens + session.completion_tokens)}</div>
      <div role="cell">{formatUsd(session.cost_usd)}</div>
      <div role="cell">{formatMs(durationMs(session))}</div>
    </div>
  );
}
