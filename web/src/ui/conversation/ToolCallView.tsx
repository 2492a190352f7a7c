import { IconTool } from '@tabler/icons-react';
import type { ToolCall } from '../../api/types';
import { HostileText } from '../HostileText';
import { JsonValue } from '../JsonValue';
import styles from './conversation.module.css';

/** A tool the model asked for, with what it asked. */
export function ToolCallView({ call }: { call: ToolCall }) {
  return (
    <section className={styles.call} aria-label={`Tool call ${call.name}`}>
      <header>
        <IconTool size={15} stroke={1.7} aria-hidden />
        <strong>
          <HostileText text={call.name} />
        </strong>
        {call.id != null && (
          <code>
            <HostileText text={call.id} />
          </code>
        )}
      </header>
      {call.arguments !== undefined && call.arguments !== null && <JsonValue value={call.arguments} />}
    </section>
  );
}
