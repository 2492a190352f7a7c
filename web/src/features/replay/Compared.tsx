import { SegmentedControl } from '@mantine/core';
import { IconArrowsDiff, IconCircleCheck, IconCircleXFilled } from '@tabler/icons-react';
import { useState, type ReactNode } from 'react';
import { Link } from 'react-router';
import type { ComparedCalls, ReplayedCall } from '../../api/types';
import { HostileText } from '../../ui/HostileText';
import { JsonValue } from '../../ui/JsonValue';
import { LongText } from '../../ui/LongText';
import { ComparedFigures } from './ComparedFigures';
import { Diff } from './Diff';
import { JsonDifferences, ToolCallPairs } from './Differences';
import { askedOtherwise, verdictOf } from './words';
import styles from './compared.module.css';

const looks = [
  { value: 'sides', label: 'Side by side' },
  { value: 'one', label: 'In one text' },
] as const;
type Look = (typeof looks)[number]['value'];

const icons = { same: IconCircleCheck, other: IconArrowsDiff, failed: IconCircleXFilled };

/** Two calls side by side: whether they say the same, what they cost, and where they differ. */
export function Compared({ pair }: { pair: ComparedCalls }) {
  const { original, replay, comparison } = pair;
  const { tone, text } = verdictOf(pair);
  const asked = askedOtherwise(pair);
  const Icon = icons[tone];
  return (
    <section className={styles.compared} aria-label="Comparison">
      <p className={styles.verdict} data-tone={tone}>
        <Icon size={18} stroke={1.8} aria-hidden />
        <span>{text}</span>
        <small>{asked.length === 0 ? 'Asked exactly as before.' : `Asked otherwise: ${asked.join(', ')}.`}</small>
      </p>
      {replay.error_message != null && (
        <p className={styles.error}>
          <HostileText text={replay.error_message} />
        </p>
      )}
      <Answers pair={pair} />
      {comparison.tool_calls !== undefined && comparison.tool_calls.length > 0 && <ToolCallPairs calls={comparison.tool_calls} />}
      {comparison.json_differences !== undefined && comparison.json_differences.length > 0 && <JsonDifferences caption="Where the JSON differs" differences={comparison.json_differences} />}
      <ComparedFigures pair={pair} />
      {asked.length > 0 && (
        <details className={styles.asked}>
          <summary>What was asked</summary>
          <div className={styles.sides}>
            <Asked name="Original" call={original} />
            <Asked name="Replay" call={replay} />
          </div>
        </details>
      )}
    </section>
  );
}

function Answers({ pair: { original, replay, comparison } }: { pair: ComparedCalls }) {
  const [look, setLook] = useState<Look>('sides');
  const diff = comparison.word_diff ?? comparison.line_diff;
  const hasDiff = diff !== undefined && diff.length > 0;
  return (
    <div className={styles.answers}>
      <div className={styles.bar}>
        <h2>Answers</h2>
        {hasDiff && (
          <SegmentedControl size="xs" aria-label="How to show the difference" data={[...looks]} value={look} onChange={(value) => setLook(looks.find((one) => one.value === value)?.value ?? 'sides')} />
        )}
      </div>
      {hasDiff && look === 'one' ? (
        <div className={styles.side}>
          <Diff pieces={diff} side="both" />
        </div>
      ) : (
        <div className={styles.sides}>
          <Side name="Original" call={original}>
            {hasDiff && original.response ? <Diff pieces={diff} side="original" /> : <Plain call={original} />}
          </Side>
          <Side name="Replay" call={replay}>
            {hasDiff && replay.response ? <Diff pieces={diff} side="replay" /> : <Plain call={replay} />}
          </Side>
        </div>
      )}
    </div>
  );
}

function Side({ name, call, children }: { name: string; call: ReplayedCall; children: ReactNode }) {
  return (
    <section className={styles.side} aria-label={name}>
      <header>
        <strong>{name}</strong>
        <span>
          <HostileText text={call.model ?? call.provider ?? ''} />
        </span>
        <Link to={`/interactions/${encodeURIComponent(call.interaction_id)}`} aria-label={`Open the ${name.toLowerCase()}`}>
          Open
        </Link>
      </header>
      {children}
    </section>
  );
}

export function Plain({ call }: { call: ReplayedCall }) {
  if (call.response == null || call.response === '') return <em className={styles.nothing}>{call.status === 'success' ? 'no text' : 'no answer'}</em>;
  return <LongText text={call.response} look="prose" first={1} />;
}

function Asked({ name, call }: { name: string; call: ReplayedCall }) {
  const { system_prompt: system, prompt, parameters } = call;
  return (
    <section className={styles.side} aria-label={`${name} request`}>
      <header>
        <strong>{name}</strong>
        <span>
          <HostileText text={[call.provider, call.model].filter((part) => part != null).join(' · ')} />
        </span>
      </header>
      {system != null && system !== '' && (
        <div className={styles.part}>
          <h3>System prompt</h3>
          <LongText text={system} look="prose" first={1} />
        </div>
      )}
      <div className={styles.part}>
        <h3>Prompt</h3>
        <LongText text={prompt ?? ''} look="prose" first={1} />
      </div>
      {parameters !== undefined && (
        <div className={styles.part}>
          <h3>Parameters</h3>
          <JsonValue value={parameters} />
        </div>
      )}
    </section>
  );
}
