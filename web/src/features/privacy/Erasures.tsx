import { Button, Progress } from '@mantine/core';
import { IconDownload } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import type { Erasure } from '../../api/types';
import { fullTime } from '../../lib/time';
import { ErrorNotice } from '../../ui/ErrorNotice';
import { HostileText } from '../../ui/HostileText';
import { erasuresQuery } from './queries';
import { countWords } from './words';
import styles from './privacy.module.css';

/** Erasures until now, newest first, each with its certificate. Of whom they were, nobody can tell. */
export function Erasures({ open }: { open: string | null }) {
  const erasures = useQuery(erasuresQuery);
  if (erasures.isError) return <ErrorNotice error={erasures.error} onRetried={() => void erasures.refetch()} />;
  const items = erasures.data ?? [];
  return (
    <section aria-labelledby="erasures">
      <h2 id="erasures">Erasures</h2>
      {items.length === 0 ? (
        <p className={styles.quiet}>{erasures.isPending ? 'Loading …' : 'Nothing was erased yet.'}</p>
      ) : (
        <ol className={styles.erasures}>
          {items.map((erasure) => (
            <One key={erasure.erasure_id} erasure={erasure} isOpen={erasure.erasure_id === open} />
          ))}
        </ol>
      )}
    </section>
  );
}

function One({ erasure, isOpen }: { erasure: Erasure; isOpen: boolean }) {
  const { state, step, steps = 8, counts, certificate, certificate_text: text, trouble, started_at: started, actor, reason, selector_kind: kind } = erasure;
  const went = Object.entries(counts).filter(([, n]) => n > 0).map(([what, n]) => countWords(what, n));
  return (
    <li>
      <div className={styles.erasure}>
        <b>{kind === 'user' ? 'A person' : 'By a filter'}</b>
        <span>{went.length === 0 ? 'nothing yet' : went.join(', ')}</span>
        <small>
          {fullTime(new Date(started))} · <HostileText text={actor} />
          {reason !== undefined && (
            <>
              {' · '}
              <HostileText text={reason} />
            </>
          )}
        </small>
      </div>
      {state !== 'done' && (
        <div role="status">
          <Progress value={(100 * step) / steps} size="sm" aria-label={`Erasing: step ${step} of ${steps}`} />
          <small className={styles.quiet}>{trouble === undefined ? `Step ${step} of ${steps}` : `Waits and is tried again: ${trouble}`}</small>
        </div>
      )}
      {certificate !== undefined && (
        <details open={isOpen ? true : undefined}>
          <summary>Certificate</summary>
          {text !== undefined && <pre className={styles.certificate}>{text}</pre>}
          <Button
            component="a"
            variant="default"
            size="xs"
            leftSection={<IconDownload size={15} stroke={1.7} aria-hidden />}
            download={`erasure-${erasure.erasure_id}.json`}
            href={`data:application/json;charset=utf-8,${encodeURIComponent(JSON.stringify(certificate))}`}
          >
            Download JSON
          </Button>
        </details>
      )}
    </li>
  );
}
