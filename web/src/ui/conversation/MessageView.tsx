import { IconBan, IconFile, IconPaperclip, IconPhoto } from '@tabler/icons-react';
import type { Answer, Attachment } from '../../api/types';
import { formatBytes } from '../../lib/format';
import { layOut } from '../../lib/json';
import { HostileText } from '../HostileText';
import { LongText } from '../LongText';
import { ToolCallView } from './ToolCallView';
import styles from './conversation.module.css';

const roleNames: Record<string, string> = { system: 'System', developer: 'Developer', user: 'User', assistant: 'Assistant', tool: 'Tool', input: 'Input', output: 'Output' };

function toneOf(role: string): string {
  switch (role) {
    case 'user':
    case 'input':
      return styles.user ?? '';
    case 'assistant':
    case 'output':
      return styles.assistant ?? '';
    case 'tool':
      return styles.tool ?? '';
    default:
      return styles.system ?? '';
  }
}

/** One message as a line of a transcript: who on the left, what on the right. */
export function MessageView({ message, note }: { message: Answer; note?: string }) {
  const { role, name, content, refusal, reasoning, tool_calls: calls, attachments } = message;
  const isJson = (role === 'tool' || role === 'input' || role === 'output') && content != null && /^\s*[{[]/.test(content);
  const isEmpty = content == null || content === '';
  return (
    <article className={`${styles.message ?? ''} ${toneOf(role)}`} aria-label={`${roleNames[role] ?? role} message`}>
      <header className={styles.who}>
        <span>{roleNames[role] ?? <HostileText text={role} />}</span>
        {name != null && name !== '' && (
          <code>
            <HostileText text={name} />
          </code>
        )}
        {note !== undefined && <small>{note}</small>}
      </header>
      <div className={styles.what}>
        {reasoning != null && reasoning !== '' && (
          <details className={styles.reasoning}>
            <summary>Reasoning</summary>
            <LongText text={reasoning} look="prose" first={1} />
          </details>
        )}
        {!isEmpty && (isJson ? <LongText text={layOut(content)} look="json" first={1} /> : <LongText text={content} look={role === 'tool' ? 'code' : 'prose'} />)}
        {refusal != null && refusal !== '' && (
          <section className={styles.refusal} aria-label="Refusal">
            <small>
              <IconBan size={14} stroke={1.7} aria-hidden /> Refused
            </small>
            <LongText text={refusal} look="prose" />
          </section>
        )}
        {calls?.map((call, at) => <ToolCallView key={call.id ?? at} call={call} />)}
        {attachments != null && attachments.length > 0 && (
          <ul className={styles.attachments} aria-label="Attachments">
            {attachments.map((attachment, at) => (
              <AttachmentChip key={at} attachment={attachment} />
            ))}
          </ul>
        )}
        {isEmpty && !refusal && !reasoning && !calls?.length && !attachments?.length && <em className={styles.nothing}>empty</em>}
      </div>
    </article>
  );
}

/** An attachment by name and size. What it points at is never loaded: it may be anywhere and anything. */
function AttachmentChip({ attachment }: { attachment: Attachment }) {
  const { kind, media_type: type, reference, bytes } = attachment;
  const Icon = kind === 'image' ? IconPhoto : kind === 'file' ? IconFile : IconPaperclip;
  const about = [type ?? kind, reference, bytes == null ? null : formatBytes(bytes)].filter((part) => part != null);
  return (
    <li>
      <Icon size={15} stroke={1.6} aria-hidden />
      <HostileText text={about.join(' · ')} />
    </li>
  );
}
