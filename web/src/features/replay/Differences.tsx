import { Button } from '@mantine/core';
import { IconCheck, IconX } from '@tabler/icons-react';
import { useState } from 'react';
import type { JsonDifference, ToolCallDifference } from '../../api/types';
import { HostileText } from '../../ui/HostileText';
import styles from './compared.module.css';

const shownAtFirst = 20;

/** Values of two JSON texts that are not equal, each by its place. */
export function JsonDifferences({ caption, differences }: { caption: string; differences: readonly JsonDifference[] }) {
  const [isWhole, setWhole] = useState(false);
  const shown = isWhole ? differences : differences.slice(0, shownAtFirst);
  return (
    <div className={styles.figuresBox}>
      <table className={styles.json}>
        <caption>{caption}</caption>
        <thead>
          <tr>
            <th scope="col">Place</th>
            <th scope="col">Original</th>
            <th scope="col">Replay</th>
          </tr>
        </thead>
        <tbody>
          {shown.map(({ path, original, replay }, at) => (
            <tr key={at}>
              <th scope="row">
                <HostileText text={path === '' ? 'the whole' : path} />
              </th>
              <td>{original === undefined ? <em>not there</em> : <HostileText text={original} />}</td>
              <td>{replay === undefined ? <em>not there</em> : <HostileText text={replay} />}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {shown.length < differences.length && (
        <Button size="compact-xs" variant="default" mt="xs" onClick={() => setWhole(true)}>
          Show all {differences.length}
        </Button>
      )}
    </div>
  );
}

/** Tool calls of both answers, one beside the other. */
export function ToolCallPairs({ calls }: { calls: readonly ToolCallDifference[] }) {
  return (
    <section className={styles.calls} aria-label="Tool calls">
      <h2>Tool calls</h2>
      <ol>
        {calls.map(({ equal, original, replay, differences }, at) => (
          <li key={at}>
            <span className={styles.callState} data-equal={equal}>
              {equal ? <IconCheck size={15} aria-hidden /> : <IconX size={15} aria-hidden />}
              {equal ? 'equal' : original === undefined ? 'only in the replay' : replay === undefined ? 'only in the original' : 'differ'}
            </span>
            {equal ? (
              <code>
                <HostileText text={original ?? ''} />
              </code>
            ) : (
              <div className={styles.sides}>
                <code>{original === undefined ? '–' : <HostileText text={original} />}</code>
                <code>{replay === undefined ? '–' : <HostileText text={replay} />}</code>
              </div>
            )}
            {differences !== undefined && differences.length > 0 && <JsonDifferences caption="Where the arguments differ" differences={differences} />}
          </li>
        ))}
      </ol>
    </section>
  );
}
