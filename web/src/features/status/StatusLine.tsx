import { IconAlertTriangleFilled } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import type { ServerStatus } from '../../api/types';
import { formatBytes, formatCount, plural } from '../../lib/format';
import { HostileText } from '../../ui/HostileText';
import { Zone } from '../../ui/Zone';
import { statusQuery } from './queries';
import styles from './status.module.css';

/** What is wrong with recording, in plain words; null when nothing is. */
export function troubleOf({ store, capture }: ServerStatus): string | null {
  if (!store.healthy) return `The store is not working${store.message == null ? '' : `: ${store.message}`}. ${capture.journal_healthy ? `Recording goes on in the journal (${formatBytes(capture.journal_bytes)})` : 'The journal cannot be written either, and calls wait in memory'}.`;
  if (!capture.journal_healthy) return `The journal cannot be written${capture.last_error == null ? '' : `: ${capture.last_error}`}. ${plural(capture.unjournaled, 'interaction')} came without it; a crash now may lose some.`;
  if (capture.dropped > 0) return `${plural(capture.dropped, 'interaction')} could not be recorded.`;
  if (capture.failed > 0) return `${plural(capture.failed, 'interaction')} could not be stored${capture.last_error == null ? '' : `: ${capture.last_error}`}.`;
  return null;
}

/** Whether everything is on record: received, stored, queued, dropped, and anything that is wrong. */
export function StatusLine() {
  const { data, error } = useQuery(statusQuery);
  const trouble = error !== null ? 'The server cannot be reached; trying again.' : data === undefined ? null : troubleOf(data);
  return (
    <footer className={styles.line} data-trouble={trouble !== null}>
      {data !== undefined && (
        <dl>
          <Figure name="Received" value={data.capture.received} />
          <Figure name="Stored" value={data.capture.stored} />
          <Figure name="Queued" value={data.capture.queued} />
          <Figure name="Dropped" value={data.capture.dropped} isBad={data.capture.dropped > 0} />
        </dl>
      )}
      <span role="status" className={styles.trouble}>
        {trouble !== null && (
          <>
            <IconAlertTriangleFilled size={14} aria-hidden /> <HostileText text={trouble} />
          </>
        )}
      </span>
      <span className={styles.about}>
        <Zone />
        {data !== undefined && <span>Reprise {data.version}</span>}
      </span>
    </footer>
  );
}

function Figure({ name, value, isBad = false }: { name: string; value: number; isBad?: boolean }) {
  return (
    <div data-bad={isBad}>
      <dt>{name}</dt>
      <dd>{formatCount(value)}</dd>
    </div>
  );
}
