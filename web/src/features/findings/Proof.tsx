import { Button, Loader, Modal } from '@mantine/core';
import { IconDownload, IconLockCheck } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { ApiError } from '../../api/problem';
import type { InclusionProof } from '../../api/types';
import { formatCount } from '../../lib/format';
import { fullTime } from '../../lib/time';
import { Zone } from '../../ui/Zone';
import { proofQuery } from './queries';
import styles from './findings.module.css';

/** Whether an interaction is in the proof of the record, and the proof itself to take away. */
export function Proof({ id }: { id: string }) {
  const [isOpen, setOpen] = useState(false);
  return (
    <>
      <Button variant="subtle" size="compact-xs" leftSection={<IconLockCheck size={14} stroke={1.7} aria-hidden />} onClick={() => setOpen(true)}>
        Proof
      </Button>
      <Modal opened={isOpen} onClose={() => setOpen(false)} title="Proof" size="lg" centered closeButtonProps={{ 'aria-label': 'Close the proof' }}>
        <Shown id={id} />
      </Modal>
    </>
  );
}

function Shown({ id }: { id: string }) {
  const proof = useQuery(proofQuery(id));
  if (proof.isPending) return <Loader size="sm" aria-label="Looking for the proof" />;
  if (proof.isError)
    return (
      <div role="alert" className={styles.proof}>
        <p>
          <b>{proof.error instanceof ApiError ? proof.error.title : 'The proof cannot be read'}.</b> {proof.error.message}
        </p>
      </div>
    );
  return <Found id={id} proof={proof.data} />;
}

/** The lines of the signed checkpoint that say something to people: its number, how many entries it holds, and when. */
function checkpointOf({ checkpoint }: InclusionProof): { number: string; size: number; at: Date | null } {
  const lines = checkpoint.checkpoint.split('\n');
  const at = new Date(Number(lines[6]));
  return { number: lines[2] ?? '', size: Number(lines[3]), at: Number.isNaN(at.getTime()) ? null : at };
}

function Found({ id, proof }: { id: string; proof: InclusionProof }) {
  const { number, size, at } = checkpointOf(proof);
  const download = () => {
    const url = URL.createObjectURL(new Blob([JSON.stringify(proof, null, 2)], { type: 'application/json' }));
    const link = document.createElement('a');
    link.href = url;
    link.download = `proof-${id}.json`;
    link.click();
    URL.revokeObjectURL(url);
  };
  return (
    <div className={styles.proof}>
      <p>This interaction is in the proof. Whoever changes, adds or removes an entry after the checkpoint was signed cannot hide it.</p>
      <dl className={styles.rows}>
        <div>
          <dt>Sequence</dt>
          <dd>
            {formatCount(proof.index)} of {formatCount(size)} entries
          </dd>
        </div>
        <div>
          <dt>Checkpoint</dt>
          <dd>
            number {number}
            {at !== null && (
              <>
                , signed {fullTime(at)} · <Zone />
              </>
            )}
          </dd>
        </div>
        <div>
          <dt>Leaf</dt>
          <dd>
            <code>{proof.leaf}</code>
          </dd>
        </div>
        <div>
          <dt>Bodies</dt>
          <dd>{proof.bodies === undefined ? 'none are on record any more; what is proven is the rest' : 'proven with their exact bytes'}</dd>
        </div>
      </dl>
      <div>
        <Button variant="default" size="xs" leftSection={<IconDownload size={15} stroke={1.7} aria-hidden />} onClick={download}>
          Download JSON
        </Button>
      </div>
    </div>
  );
}
