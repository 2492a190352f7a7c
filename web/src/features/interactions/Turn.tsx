import { Skeleton } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from 'react-router';
import type { Answer, Interaction, Summary } from '../../api/types';
import { newFrom } from '../../lib/conversation';
import { formatKind, formatMs, formatUsd } from '../../lib/format';
import { clockTime, dayOf } from '../../lib/time';
import { HostileText } from '../../ui/HostileText';
import { StatusMark } from '../../ui/StatusMark';
import { MessageView } from '../../ui/conversation/MessageView';
import { answerOf, messagesOf } from './Conversation';
import { interactionQuery } from './queries';
import styles from './turn.module.css';

/** One call as a turn of its session: only what it added, since the turns above it show the rest. The opening call is shown whole. */
export function Turn({ item, isOpening }: { item: Summary; isOpening: boolean }) {
  const { data, isError } = useQuery(interactionQuery(item.interaction_id));
  const at = new Date(item.timestamp);
  return (
    <section className={styles.turn} aria-label={`${formatKind(item.kind)} at ${clockTime(at)}`}>
      <header className={styles.head}>
        <StatusMark status={item.status} />
        <time dateTime={item.timestamp}>
          {dayOf(at)} {clockTime(at)}
        </time>
        <b>
          <HostileText text={item.model ?? item.name ?? formatKind(item.kind)} />
        </b>
        <span>{formatMs(item.metrics?.latency_ms)}</span>
        {item.metrics?.total_cost_usd != null && <span>{formatUsd(item.metrics.total_cost_usd)}</span>}
        <Link to={`/interactions/${encodeURIComponent(item.interaction_id)}`}>Open</Link>
      </header>
      {data !== undefined ? (
        <Added interaction={data} isOpening={isOpening} />
      ) : isError ? (
        <MessageView message={{ role: 'input', content: item.prompt_preview }} note="the full text could not be loaded" />
      ) : (
        <Skeleton height={96} m="md" width="auto" />
      )}
      {item.error_message != null && (
        <p className={styles.error}>
          <HostileText text={item.error_message} />
        </p>
      )}
    </section>
  );
}

function Added({ interaction, isOpening }: { interaction: Interaction; isOpening: boolean }) {
  const messages = messagesOf(interaction);
  const answer = answerOf(interaction);
  const added: Answer[] = messages.slice(isOpening ? 0 : newFrom(messages)).filter((message) => isOpening || message.role !== 'system');
  return [...added, ...(answer === null ? [] : [answer])].map((message, at) => <MessageView key={at} message={message} />);
}
