import { Button, Select, Textarea } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState, type SubmitEvent } from 'react';
import type { PrivacyTestResult } from '../../api/types';
import { ErrorNotice } from '../../ui/ErrorNotice';
import { HostileText } from '../../ui/HostileText';
import { Notice } from '../../ui/Notice';
import { cut, type Span } from './marked';
import { presetsQuery, useTest } from './queries';
import { typeWords } from './words';
import styles from './bench.module.css';

/** A text in, and what would be recorded of it out. Nothing of it is kept. */
export function TestBench() {
  const presets = useQuery(presetsQuery);
  const test = useTest();
  const [text, setText] = useState('');
  const [policy, setPolicy] = useState<string | null>(null);
  const submit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    test.mutate({ text, policy: presets.data?.find((preset) => preset.name === policy) });
  };
  return (
    <div className={styles.bench}>
      <form className={styles.form} onSubmit={submit} aria-label="Try a policy">
        <Textarea label="Text" description="As somebody would write it. It is not stored." rows={10} value={text} onChange={(event) => setText(event.currentTarget.value)} />
        <Select
          label="Policy"
          placeholder="The one in force"
          data={presets.data?.flatMap((preset) => preset.name ?? []) ?? []}
          clearable
          clearButtonProps={{ 'aria-label': 'The one in force' }}
          value={policy}
          onChange={setPolicy}
        />
        <Button type="submit" disabled={text.trim() === ''} loading={test.isPending}>
          Try
        </Button>
      </form>
      <div className={styles.result} aria-live="polite">
        {test.isError ? (
          <ErrorNotice error={test.error} />
        ) : test.data !== undefined ? (
          <Result text={test.variables.text ?? ''} result={test.data} />
        ) : (
          <Notice title="What would be recorded?">Write or paste a text. You see what was found in it, and what would stand on the record instead.</Notice>
        )}
      </div>
    </div>
  );
}

function Result({ text, result }: { text: string; result: PrivacyTestResult }) {
  const { policy, findings, counts, fault } = result;
  const before = findings.flatMap(({ start, length, type }): Span[] => (start === undefined || length === undefined ? [] : [{ start, length, type }]));
  const after = findings.map(({ new_start: start, new_length: length, type }): Span => ({ start, length, type }));
  const types = Object.entries(counts);
  return (
    <section className={styles.outcome} aria-label="Outcome">
      <p className={styles.verdict}>
        {types.length === 0 ? 'Nothing would be taken out' : `Would be taken out: ${types.map(([type, count]) => `${typeWords(type)} ${count}`).join(', ')}`} under the policy <HostileText text={policy} />.
      </p>
      {fault !== undefined && (
        <p role="alert" className={styles.fault}>
          Not all could be read: {fault}
        </p>
      )}
      <Marked title="As sent" text={text} spans={before} />
      {result.result === undefined ? <p className={styles.verdict}>Nothing would be recorded.</p> : <Marked title="As recorded" text={result.result} spans={after} />}
    </section>
  );
}

/** A text with its spans marked, each with its type in words: colour alone says nothing to many. */
function Marked({ title, text, spans }: { title: string; text: string; spans: readonly Span[] }) {
  return (
    <figure className={styles.text}>
      <figcaption>{title}</figcaption>
      <pre>
        {cut(text, spans).map((piece, at) =>
          piece.type === null ? (
            <HostileText key={at} text={piece.text} />
          ) : (
            <mark key={at} title={typeWords(piece.type)}>
              <HostileText text={piece.text} />
              <small> {typeWords(piece.type)}</small>
            </mark>
          ),
        )}
      </pre>
    </figure>
  );
}
