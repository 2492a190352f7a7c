import { Modal } from '@mantine/core';
import type { ReplayResult } from '../../api/types';
import { layOut } from '../../lib/json';
import { HostileText } from '../../ui/HostileText';
import { LongText } from '../../ui/LongText';
import { Obstacle } from './Obstacle';
import styles from './page.module.css';

interface Props {
  request: ReplayResult['request'] | undefined;
  error: Error | null;
  onClosed: () => void;
}

/** The exact request that a replay would send. */
export function Preview({ request, error, onClosed }: Props) {
  const { provider, dialect, method, path, body, body_base64: bytes, not_carried: left } = request ?? {};
  return (
    <Modal opened onClose={onClosed} title="What would be sent" size="xl" closeButtonProps={{ 'aria-label': 'Close' }}>
      {error !== null ? (
        <Obstacle error={error} />
      ) : (
        <div className={styles.preview}>
          <p>
            <code>
              <HostileText text={`${method ?? ''} ${path ?? ''}`} />
            </code>{' '}
            <span>
              <HostileText text={`${provider ?? ''}, ${dialect ?? ''}`} />
            </span>
          </p>
          {left !== undefined && <NotCarried items={left} />}
          {body !== undefined ? <LongText text={layOut(body)} look="json" first={2} /> : <p>{bytes === undefined ? 'The body is empty.' : 'The body is no text.'}</p>}
        </div>
      )}
    </Modal>
  );
}

/** What the other wire format has no place for. */
export function NotCarried({ items }: { items: readonly string[] }) {
  return (
    <div className={styles.notes}>
      <h3>Left behind, since the other provider has no place for it</h3>
      <ul>
        {items.map((item, at) => (
          <li key={at}>
            <HostileText text={item} />
          </li>
        ))}
      </ul>
    </div>
  );
}
