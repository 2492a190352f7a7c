import type { AuditEntry } from '../../api/types';
import { clockTime, dayOf, isSameDay, zoneName, zoneOffset } from '../../lib/time';
import { HostileText } from '../../ui/HostileText';
import styles from './audit.module.css';

export function AuditHead() {
  return (
    <div role="rowgroup">
      <div role="row" aria-rowindex={1} className={styles.head}>
        <span role="columnheader" title={zoneName}>
          Time <small>{zoneOffset(new Date())}</small>
        </span>
        <span role="columnheader">Who</span>
        <span role="columnheader">What</span>
        <span role="columnheader">To what</span>
        <span role="columnheader">Details</span>
      </div>
    </div>
  );
}

/** `days: 30, kind: llm`: enough to read on one line; the entry says it all. */
export function shortDetails(details: unknown): string {
  if (typeof details !== 'object' || details === null) return details == null ? '' : JSON.stringify(details);
  return Object.entries(details)
    .map(([name, value]: [string, unknown]) => `${name}: ${typeof value === 'string' ? value : JSON.stringify(value)}`)
    .join(', ');
}

/** One entry. Its action is a button that opens it. */
export function AuditRow({ entry, index, onOpened }: { entry: AuditEntry; index: number; onOpened: () => void }) {
  const at = new Date(entry.timestamp);
  return (
    <div role="row" aria-rowindex={index + 2} className={styles.row}>
      <span role="cell">
        {!isSameDay(at, new Date()) && <small>{dayOf(at)} </small>}
        {clockTime(at)}
      </span>
      <span role="cell">
        <HostileText text={entry.actor} />
      </span>
      <span role="cell">
        <button type="button" className={styles.open} onClick={onOpened}>
          <HostileText text={entry.action} />
        </button>
      </span>
      <span role="cell" title={entry.subject}>
        <HostileText text={entry.subject ?? ''} />
      </span>
      <span role="cell" className={styles.quiet}>
        <HostileText text={shortDetails(entry.details)} />
      </span>
    </div>
  );
}
