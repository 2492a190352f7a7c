import { useQuery } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import { useSearchParams } from 'react-router';
import { fieldsQuery } from '../../api/fields';
import { ApiError } from '../../api/problem';
import type { ReplayResult } from '../../api/types';
import { Arriving } from './Arriving';
import { changesOf, editsOf, orderOf, reset } from './edits';
import { Obstacle, type WayOut } from './Obstacle';
import { OrderForm } from './OrderForm';
import { Preview } from './Preview';
import { providersQuery, timesOf, usePreview, useReplay, type Plain } from './queries';
import { Results } from './Results';
import { partNames } from './words';
import styles from './page.module.css';

/** The request on the left, what came of it on the right. */
export function Workbench({ id, plain: { original, obstacle } }: { id: string; plain: Plain }) {
  const [edits, setEdits] = useState(() => editsOf(original));
  const [key, setKey] = useState('');
  const [arriving, setArriving] = useState<readonly string[]>([]);
  const [results, setResults] = useState<readonly ReplayResult[]>([]);
  const sending = useRef<AbortController>(null);
  const outcome = useRef<HTMLDivElement>(null);
  const [params, setParams] = useSearchParams();
  const providers = useQuery(providersQuery);
  const fields = useQuery(fieldsQuery);
  const replay = useReplay(id);
  const preview = usePreview(id);
  const error = replay.error?.name === 'AbortError' ? null : replay.error;
  const inTheWay = error ?? (replay.isIdle ? obstacle : undefined);

  const choose = (replayId: string) => setParams({ with: replayId }, { replace: true });
  // On a narrow screen the answer comes below the request.
  const show = () => outcome.current?.scrollIntoView({ block: 'start' });
  const send = () => {
    if (replay.isPending) return;
    const controller = new AbortController();
    sending.current = controller;
    setArriving([]);
    show();
    const onPiece = (time: number, text: string) => setArriving((texts) => Array.from({ length: Math.max(texts.length, time + 1) }, (_, at) => (texts[at] ?? '') + (at === time ? text : '')));
    replay.mutate(
      { order: orderOf(original, edits), key, signal: controller.signal, onPiece },
      {
        onSuccess: (result) => {
          setResults((earlier) => [result, ...earlier]);
          const first = timesOf(result)[0];
          if (first !== undefined) choose(first.replay.interaction_id);
          requestAnimationFrame(show);
        },
      },
    );
  };
  const ask = (provider: string): WayOut => ({ name: `Ask ${provider}`, onTaken: () => setEdits({ ...edits, provider }) });
  const ways = (): WayOut[] => {
    const code = inTheWay instanceof ApiError ? inTheWay.code : undefined;
    const changed = [...changesOf(original, edits)];
    const others = (providers.data ?? []).filter((name) => name !== edits.provider).slice(0, 4);
    if (code === 'unknown_provider' || code === 'no_credential') return others.map(ask);
    return changed.map((part) => ({ name: `Set back ${partNames[part].toLowerCase()}`, onTaken: () => setEdits(reset(original, edits, part)) }));
  };
  return (
    <div className={styles.bench}>
      <div className={styles.request}>
        <OrderForm
          call={original}
          edits={edits}
          providerKey={key}
          isKeyWanted={inTheWay instanceof ApiError && inTheWay.code === 'no_credential'}
          providers={providers.data ?? []}
          models={fields.data?.find((field) => field.name === 'model')?.values ?? []}
          isSending={replay.isPending}
          isPreviewing={preview.isPending}
          onEdited={setEdits}
          onKeyChanged={setKey}
          onSent={send}
          onStopped={() => sending.current?.abort()}
          onPreviewed={() => preview.mutate(orderOf(original, edits))}
        />
      </div>
      <div ref={outcome} className={styles.outcome} aria-live="polite" aria-busy={replay.isPending}>
        {inTheWay != null && <Obstacle error={inTheWay} ways={ways()} onRetried={send} />}
        {replay.isPending && <Arriving texts={arriving} times={edits.times} />}
        <Results id={id} original={original} chosen={params.get('with')} results={results} onChosen={choose} />
      </div>
      {preview.status !== 'idle' && preview.status !== 'pending' && <Preview request={preview.data?.request} error={preview.error} onClosed={() => preview.reset()} />}
    </div>
  );
}
