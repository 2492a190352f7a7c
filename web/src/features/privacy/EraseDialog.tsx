import { Button, Modal, TextInput } from '@mantine/core';
import { useState } from 'react';
import type { Erasure, ErasureRequest } from '../../api/types';
import { HostileText } from '../../ui/HostileText';
import { useErase } from './queries';
import { countWords } from './words';
import styles from './privacy.module.css';

interface Props {
  request: ErasureRequest;
  /** What the dry run found. */
  counted: Erasure;
  onClosed: () => void;
  onBegun: (id: string) => void;
}

const word = 'erase';

/** Asks before something goes that nothing brings back; a word has to be written, since a click is quickly made. */
export function EraseDialog({ request, counted, onClosed, onBegun }: Props) {
  const erase = useErase();
  const [written, setWritten] = useState('');
  const isMeant = written.trim().toLowerCase() === word;
  const begin = () => {
    if (isMeant) erase.mutate(request, { onSuccess: ({ erasure_id: id }) => onBegun(id) });
  };
  return (
    <Modal opened onClose={onClosed} title="Erase for good?" centered closeButtonProps={{ 'aria-label': 'Close' }}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          begin();
        }}
      >
        <p>
          {request.user === undefined ? 'What the filter selects' : 'The person'} goes from the record, the cache, datasets, the journal and the audit log:
        </p>
        <blockquote className={styles.quoted}>
          <HostileText text={[request.user ?? request.q ?? '', ...(request.aliases ?? [])].join(', ')} />
        </blockquote>
        <p>
          <b>{Object.entries(counted.counts).filter(([, n]) => n > 0).map(([kind, n]) => countWords(kind, n)).join(', ')}</b>. Nothing brings it back.
        </p>
        <TextInput label={`Write “${word}” to go on`} data-autofocus autoComplete="off" spellCheck={false} value={written} onChange={(event) => setWritten(event.currentTarget.value)} />
        {erase.isError && (
          <p role="alert" className={styles.failed}>
            Not begun: {erase.error.message}
          </p>
        )}
        <div className={styles.dialogActions}>
          <Button variant="default" onClick={onClosed}>
            Cancel
          </Button>
          <Button type="submit" color="var(--bad)" disabled={!isMeant} loading={erase.isPending}>
            Erase
          </Button>
        </div>
      </form>
    </Modal>
  );
}
