import { Button, Modal, Skeleton, Textarea } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { CacheEntry } from '../../api/types';
import { ErrorNotice } from '../../ui/ErrorNotice';
import { HostileText } from '../../ui/HostileText';
import { answerQuery, useEdit } from './queries';
import shared from './cache.module.css'
import styles from './entries.module.css';

/** Puts another text in the place of an answer, after showing the one that is given now. */
export function EditDialog({ entry, onClosed }: { entry: CacheEntry; onClosed: () => void }) {
  const answer = useQuery(answerQuery(entry.interaction_id));
  return (
    <Modal opened onClose={onClosed} title="Edit the answer" size="lg" centered closeButtonProps={{ 'aria-label': 'Close' }}>
      <blockquote className={styles.quoted}>
        <HostileText text={entry.text ?? entry.interaction_id} />
      </blockquote>
      {answer.isPending ? (
        <Skeleton height={160} aria-label="Loading the answer" />
      ) : answer.isError ? (
        <ErrorNotice error={answer.error} onRetried={() => void answer.refetch()} />
      ) : (
        <Editor id={entry.interaction_id} given={answer.data} onClosed={onClosed} />
      )}
    </Modal>
  );
}

function Editor({ id, given, onClosed }: { id: string; given: string; onClosed: () => void }) {
  const edit = useEdit();
  const [content, setContent] = useState(given);
  return (
    <>
      <Textarea label="The answer from now on" description="Every hit gets this text instead of what was recorded. The record itself does not change." rows={9} value={content} onChange={(event) => setContent(event.currentTarget.value)} data-autofocus />
      {edit.error !== null && (
        <p role="alert" className={shared.failed}>
          Not saved: {edit.error.message}
        </p>
      )}
      <div className={styles.dialogActions}>
        <Button variant="default" onClick={onClosed}>
          Cancel
        </Button>
        <Button loading={edit.isPending} disabled={content.trim() === '' || content === given} onClick={() => edit.mutate({ id, content }, { onSuccess: onClosed })}>
          Give this text
        </Button>
      </div>
    </>
  );
}
