import { Button, SegmentedControl, Select, Textarea, TextInput } from '@mantine/core';
import { useEffect, useState, type SubmitEvent } from 'react';
import { ErrorNotice } from '../../ui/ErrorNotice';
import { Notice } from '../../ui/Notice';
import { Decision } from './Decision';
import { useExplain } from './queries';
import styles from './explain.module.css';

interface Props {
  /** The call to begin with, or none. */
  id: string;
  policies: readonly string[];
}

const subjects = [
  { value: 'text', label: 'A text' },
  { value: 'request', label: 'A request' },
  { value: 'call', label: 'A recorded call' },
] as const;
type Subject = (typeof subjects)[number]['value'];

function readJson(text: string): object | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

/** What the cache would do with a text, a request or a recorded call, and why. Nothing is served, counted or kept. */
export function Explain({ id, policies }: Props) {
  const explain = useExplain();
  const [subject, setSubject] = useState<Subject>(id === '' ? 'text' : 'call');
  const [call, setCall] = useState(id);
  const [text, setText] = useState('');
  const [model, setModel] = useState('');
  const [request, setRequest] = useState('');
  const [policy, setPolicy] = useState<string | null>(null);

  // A link to a call asks by itself.
  const { mutate } = explain;
  useEffect(() => {
    if (id !== '') mutate({ interaction_id: id });
  }, [id, mutate]);

  const submit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    const under = policy ?? undefined;
    if (subject === 'call') mutate({ interaction_id: call.trim(), policy: under });
    else if (subject === 'request') mutate({ request: body, policy: under });
    else mutate({ text, model: model.trim() === '' ? undefined : model.trim(), policy: under });
  };
  const body = readJson(request);
  const isReady = subject === 'call' ? call.trim() !== '' : subject === 'request' ? body !== undefined : text.trim() !== '';
  return (
    <div className={styles.explain}>
      <form className={styles.form} onSubmit={submit} aria-label="Explain">
        <SegmentedControl
          aria-label="What to explain"
          value={subject}
          onChange={(value) => setSubject(subjects.find((one) => one.value === value)?.value ?? 'text')}
          data={[...subjects]}
        />
        {subject === 'text' ? (
          <>
            <Textarea label="Text" description="Asked as the only message, without a system prompt or parameters; calls with others are not compared." rows={4} value={text} onChange={(event) => setText(event.currentTarget.value)} />
            <TextInput label="Model" placeholder="gpt-4o-mini" spellCheck={false} value={model} onChange={(event) => setModel(event.currentTarget.value)} />
          </>
        ) : subject === 'request' ? (
          <Textarea
            label="Request"
            description="The JSON of a chat completion, as a program would send it to OpenAI."
            rows={10}
            spellCheck={false}
            classNames={{ input: styles.json ?? '' }}
            value={request}
            error={request.trim() !== '' && body === undefined && 'This is no JSON object yet.'}
            onChange={(event) => setRequest(event.currentTarget.value)}
          />
        ) : (
          <TextInput label="Interaction id" description="Its own answer is left out, so that you see what else there is." spellCheck={false} value={call} onChange={(event) => setCall(event.currentTarget.value)} />
        )}
        <Select label="Policy" placeholder={subject === 'call' ? 'The one it was under' : 'The one in use'} data={[...policies]} clearable clearButtonProps={{ 'aria-label': 'No policy of its own' }} value={policy} onChange={setPolicy} />
        <Button type="submit" disabled={!isReady} loading={explain.isPending}>
          Explain
        </Button>
      </form>
      <div className={styles.result} aria-live="polite">
        {explain.isError ? (
          <ErrorNotice error={explain.error} onRetried={() => mutate(explain.variables)} />
        ) : explain.data !== undefined ? (
          <Decision explanation={explain.data} />
        ) : (
          !explain.isPending && <Notice title="Why would it answer, or not?">Write a text, or give the id of a call that was recorded. You see every kept question that was looked at, and what stood in the way.</Notice>
        )}
      </div>
    </div>
  );
}
