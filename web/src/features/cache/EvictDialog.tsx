import { Button, Modal } from '@mantine/core';
import type { CacheEntry } from '../../api/types';
import { HostileText } from '../../ui/HostileText';
import { useEvict } from './queries';
import shared from './cache.module.css'
import styles from './entries.module.css';

interface Props {
  entry: CacheEntry;
  onClosed: () => void;
  onEvicted: () => void;
}

/** Asks before an answer is given no more. */
export function EvictDialog({ entry, onClosed, onEvicted }: Props) {
  const evict = useEvict();
  return (
    <Modal opened onClose={onClosed} title="Evict this answer?" centered closeButtonProps={{ 'aria-label': 'Close' }}>
      <blockquote className={styles.quoted}>
        <HostileText text={entry.text ?? entry.content_preview ?? entry.interaction_id} />
      </blockquote>
      <p>It is not given any more, on any server. The interaction stays on record, and the eviction can be undone.</p>
      {evict.error !== null && (
        <p role="alert" className={shared.failed}>
          Not evicted: {evict.error.message}
        </p>
      )}
      <div className={styles.dialogActions}>
        <Button variant="default" onClick={onClosed}>
          Cancel
        </Button>
        <Button color="var(--bad)" loading={evict.isPending} data-autofocus onClick={() => evict.mutate(entry.interaction_id, { onSuccess: onEvicted })}>
          Evict
        </Button>
      </div>
    </Modal>
  );
}
