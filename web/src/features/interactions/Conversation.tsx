import { Button } from '@mantine/core';
import { useState } from 'react';
import type { Answer, Interaction, Message } from '../../api/types';
import { newFrom } from '../../lib/conversation';
import { plural } from '../../lib/format';
import { HostileText } from '../../ui/HostileText';
import { JsonValue } from '../../ui/JsonValue';
import { LongText } from '../../ui/LongText';
import { MessageView } from '../../ui/conversation/MessageView';
import styles from './detail.module.css';

/** Earlier turns beyond this many are folded away: other interactions have them on record. */
const mostEarlier = 6;

/** The messages that were sent, as far as the record has them. Calls that are no chat have an input in their place. */
export function messagesOf(interaction: Interaction): readonly Message[] {
  const { messages, prompt, system_prompt: system } = interaction.request ?? {};
  // Texts to embed come as messages of a user, but nobody speaks there.
  if (messages != null && messages.length > 0) return interaction.kind === 'llm' ? messages : messages.map((message) => (message.role === 'user' ? { ...message, role: 'input' } : message));
  const role = interaction.kind === 'llm' ? 'user' : 'input';
  return [...(system ? [{ role: 'system', content: system }] : []), ...(prompt ? [{ role, content: prompt }] : [])];
}

/** What came back as a message, or null where nothing did. */
export function answerOf(interaction: Interaction): Answer | null {
  const { content, refusal, tool_calls, reasoning } = interaction.response ?? {};
  if (!content && !refusal && !reasoning && !tool_calls?.length) return null;
  return { role: interaction.kind === 'llm' ? 'assistant' : 'output', content, refusal, tool_calls, reasoning };
}

/** One call as a transcript: what was said before, what is new, and the answer. */
export function Conversation({ interaction }: { interaction: Interaction }) {
  const [isUnfolded, setUnfolded] = useState(false);
  const messages = messagesOf(interaction);
  const answer = answerOf(interaction);
  const fresh = newFrom(messages);
  const folded = isUnfolded || fresh <= mostEarlier ? 0 : fresh;
  return (
    <div className={styles.conversation}>
      <CallSettings interaction={interaction} />
      {folded > 0 && (
        <Button variant="subtle" size="compact-sm" m="sm" onClick={() => setUnfolded(true)}>
          Show {plural(folded, 'earlier message')}
        </Button>
      )}
      {messages.slice(folded).map((message, at) => (
        <MessageView key={folded + at} message={message} note={fresh > 0 && folded + at === fresh ? 'new in this call' : undefined} />
      ))}
      {messages.length === 0 && <p className={styles.none}>The request is not on record.</p>}
      {answer === null ? <p className={styles.none}>{withoutText(interaction)}</p> : <MessageView message={answer} note="answer" />}
    </div>
  );
}

function withoutText({ kind, status }: Interaction): string {
  if (status !== 'success') return 'No answer is on record.';
  return kind === 'embedding' ? 'The answer is numbers; see Response.' : 'The answer has no text.';
}

/** What went with the messages: context documents, tools and parameters, folded away. */
function CallSettings({ interaction }: { interaction: Interaction }) {
  const { context, tools, parameters } = interaction.request ?? {};
  const toolCount = Array.isArray(tools) ? tools.length : 0;
  const hasParameters = typeof parameters === 'object' && parameters !== null && Object.keys(parameters).length > 0;
  if (!context?.length && toolCount === 0 && !hasParameters) return null;
  return (
    <div className={styles.settings}>
      {hasParameters && (
        <details>
          <summary>Parameters</summary>
          <JsonValue value={parameters} />
        </details>
      )}
      {toolCount > 0 && (
        <details>
          <summary>{plural(toolCount, 'tool')}</summary>
          <JsonValue value={tools} />
        </details>
      )}
      {context != null && context.length > 0 && (
        <details>
          <summary>{plural(context.length, 'context document')}</summary>
          {context.map((document, at) => (
            <figure key={at}>
              {document.source != null && (
                <figcaption>
                  <HostileText text={document.source} />
                </figcaption>
              )}
              <LongText text={document.content ?? ''} look="prose" first={1} />
            </figure>
          ))}
        </details>
      )}
    </div>
  );
}
