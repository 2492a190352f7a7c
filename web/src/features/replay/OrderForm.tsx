import { Autocomplete, Button, Kbd, NumberInput, PasswordInput, Select } from '@mantine/core';
import { IconPlayerStop, IconSend } from '@tabler/icons-react';
import type { KeyboardEvent } from 'react';
import type { ReplayedCall } from '../../api/types';
import { plural } from '../../lib/format';
import { changesOf, mistakeIn, mostTimes, reset, type Edits, type Part } from './edits';
import { Field } from './Field';
import { ParameterRows } from './ParameterRows';
import { TextEditor } from './TextEditor';
import styles from './form.module.css';

interface Props {
  call: ReplayedCall;
  edits: Edits;
  providerKey: string;
  isKeyWanted: boolean;
  providers: readonly string[];
  models: readonly string[];
  isSending: boolean;
  isPreviewing: boolean;
  onEdited: (edits: Edits) => void;
  onKeyChanged: (key: string) => void;
  onSent: () => void;
  onStopped: () => void;
  onPreviewed: () => void;
}

/** The recorded request as it can be changed and sent again. */
export function OrderForm(props: Props) {
  const { call, edits, providerKey, isKeyWanted, providers, models, isSending, isPreviewing, onEdited, onKeyChanged, onSent, onStopped, onPreviewed } = props;
  const changed = changesOf(call, edits);
  const isReady = edits.parameters.every((row) => mistakeIn(row, edits.parameters) === undefined) && !(changed.has('prompt') && edits.prompt === '') && !(changed.has('model') && edits.model.trim() === '');
  const set = (change: Partial<Edits>) => onEdited({ ...edits, ...change });
  const of = (part: Part) => ({ part, isChanged: changed.has(part), onReset: () => onEdited(reset(call, edits, part)) });
  const sendOnKey = (event: KeyboardEvent) => {
    if (event.key !== 'Enter' || !(event.metaKey || event.ctrlKey)) return;
    event.preventDefault();
    if (isReady && !isSending) onSent();
  };
  return (
    <form className={styles.form} aria-label="Request" onKeyDown={sendOnKey} onSubmit={(event) => (event.preventDefault(), onSent())}>
      <Field {...of('prompt')}>{(id) => <TextEditor id={id} rows={7} value={edits.prompt} onChange={(prompt) => set({ prompt })} />}</Field>
      <Field {...of('system')}>{(id) => <TextEditor id={id} rows={4} placeholder="none" value={edits.system} onChange={(system) => set({ system })} />}</Field>
      <div className={styles.pair}>
        <Field {...of('provider')}>
          {(id) => <Select id={id} size="sm" allowDeselect={false} data={[...new Set([...providers, edits.provider])].filter((name) => name !== '')} value={edits.provider} onChange={(provider) => set({ provider: provider ?? edits.provider })} />}
        </Field>
        <Field {...of('model')}>{(id) => <Autocomplete id={id} size="sm" spellCheck={false} data={[...models]} limit={12} value={edits.model} onChange={(model) => set({ model })} />}</Field>
      </div>
      <Field {...of('parameters')}>
        <ParameterRows rows={edits.parameters} onChange={(parameters) => set({ parameters })} />
      </Field>
      <details className={styles.more} open={isKeyWanted || undefined}>
        <summary>Key and repetitions</summary>
        <PasswordInput
          size="sm"
          label="Key of the provider"
          description="For a provider for which the server has none. It stays in this window, and is neither recorded nor logged."
          autoComplete="off"
          value={providerKey}
          visibilityToggleButtonProps={{ 'aria-label': 'Show the key' }}
          onChange={(event) => onKeyChanged(event.currentTarget.value)}
        />
        <NumberInput size="sm" label="How often to send it" min={1} max={mostTimes} allowDecimal={false} value={edits.times} onChange={(value) => set({ times: typeof value === 'number' ? Math.min(mostTimes, Math.max(1, value)) : 1 })} />
      </details>
      <div className={styles.send}>
        {isSending ? (
          <Button type="button" variant="default" leftSection={<IconPlayerStop size={16} aria-hidden />} onClick={onStopped}>
            Stop
          </Button>
        ) : (
          <Button type="submit" disabled={!isReady} leftSection={<IconSend size={16} aria-hidden />}>
            Send
          </Button>
        )}
        {!isSending && (
          <Button type="button" variant="subtle" px="xs" disabled={!isReady} loading={isPreviewing} onClick={onPreviewed}>
            What would be sent?
          </Button>
        )}
        <small>
          {changed.size === 0 ? 'Unchanged, byte for byte' : plural(changed.size, 'change')}
          <span className={styles.keys}>
            <Kbd size="xs">Ctrl</Kbd> <Kbd size="xs">Enter</Kbd>
          </span>
        </small>
      </div>
    </form>
  );
}
