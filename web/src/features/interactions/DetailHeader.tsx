import { Button } from '@mantine/core';
import { useHotkeys } from '@mantine/hooks';
import { IconLink, IconRepeat, IconTerminal2 } from '@tabler/icons-react';
import { useQueryClient } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { Link, useNavigate } from 'react-router';
import type { Interaction } from '../../api/types';
import { readBytes } from '../../lib/bytes';
import { asCurl } from '../../lib/curl';
import { errorText, formatKind } from '../../lib/format';
import { fullTime, zoneName } from '../../lib/time';
import { CopyAction } from '../../ui/CopyAction';
import { HostileText } from '../../ui/HostileText';
import { StatusMark } from '../../ui/StatusMark';
import { Feedback } from './Feedback';
import { Figures } from './Figures';
import { Properties } from './Properties';
import { bodyQuery } from './queries';
import styles from './detail.module.css';

/** What it was, how it ended, what it cost, and what can be done with it. */
export function DetailHeader({ id, interaction, note }: { id: string; interaction: Interaction; note: ReactNode }) {
  const queries = useQueryClient();
  const { status, model, name, provider, operation, timestamp, kind, error_message: error, error_code: code, http_status: http, record_error: recordError } = interaction;
  const navigate = useNavigate();
  const canReplay = kind === 'llm' || kind === 'embedding';
  const replayPath = `/interactions/${encodeURIComponent(id)}/replay`;
  useHotkeys([['r', () => void (canReplay && navigate(replayPath))]]);
  const getCurl = async () => {
    const body = await queries.query(bodyQuery(id, 'request'));
    const text = body === null ? '' : readBytes(body.bytes).text;
    return asCurl({ provider: provider ?? '', operation: operation ?? 'POST /', body: text, contentType: body?.contentType ?? '' }, window.location.origin);
  };
  return (
    <header className={styles.header}>
      <div className={styles.title}>
        <StatusMark status={status ?? 'unknown'} withWord />
        <h1>
          <HostileText text={model ?? name ?? formatKind(kind ?? 'interaction')} />
        </h1>
        <span className={styles.quiet}>
          <HostileText text={[provider, model == null ? null : name].filter((part) => part != null && part !== model).join(' · ')} />
        </span>
      </div>
      <div className={styles.actions}>
        {timestamp != null && (
          <time dateTime={timestamp} title={`${timestamp} · ${zoneName}`}>
            {fullTime(new Date(timestamp))}
          </time>
        )}
        <span className={styles.buttons}>
          <Feedback id={id} interaction={interaction} />
          <CopyAction label="Copy link" icon={IconLink} getText={() => window.location.href} />
          {operation != null && provider != null && <CopyAction label="Copy as cURL" icon={IconTerminal2} getText={getCurl} />}
          {canReplay && (
            <Button component={Link} to={replayPath} size="compact-sm" variant="light" ml="0.4rem" leftSection={<IconRepeat size={15} stroke={1.8} aria-hidden />}>
              Replay
            </Button>
          )}
        </span>
      </div>
      {status !== 'success' && (error != null || code != null || http != null) && (
        <p className={styles.error}>
          <HostileText text={errorText(http, code, error)} />
        </p>
      )}
      {recordError != null && (
        <p className={styles.warning}>
          Recorded with a fault: <HostileText text={recordError} />
        </p>
      )}
      <Figures interaction={interaction} />
      {note}
      <Properties interaction={interaction} />
    </header>
  );
}
