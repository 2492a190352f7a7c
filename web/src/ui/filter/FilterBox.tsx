import { CloseButton, Combobox, TextInput, useCombobox } from '@mantine/core';
import { IconSearch } from '@tabler/icons-react';
import { useRef, useState } from 'react';
import { complete, type FilterField } from '../../lib/completion';
import styles from './filter.module.css';

interface Props {
  value: string;
  fields: readonly FilterField[];
  /** What the server said against the filter in force. */
  error?: string;
  onApplied: (q: string) => void;
}

export const filterInputId = 'filter';

/** The one box for the one filter language: Enter applies, suggestions complete the word at the caret. */
export function FilterBox({ value, fields, error, onApplied }: Props) {
  const input = useRef<HTMLInputElement>(null);
  const combobox = useCombobox({ onDropdownClose: () => combobox.resetSelectedOption() });
  const [draft, setDraft] = useState(value);
  const [caret, setCaret] = useState(value.length);
  const [applied, setApplied] = useState(value);
  if (applied !== value) {
    setApplied(value);
    setDraft(value);
  }

  const suggestions = complete(draft, caret, fields);
  const edit = (text: string, at: number) => {
    setDraft(text);
    setCaret(at);
    combobox.resetSelectedOption();
    combobox.openDropdown();
  };
  const apply = (text: string) => {
    combobox.closeDropdown();
    onApplied(text.trim());
  };
  const take = (text: string) => {
    const suggestion = suggestions.find((s) => s.text === text);
    if (suggestion === undefined) return;
    const at = suggestion.from + text.length;
    edit(draft.slice(0, suggestion.from) + text + draft.slice(suggestion.to).trimStart(), at);
    requestAnimationFrame(() => input.current?.setSelectionRange(at, at));
  };

  return (
    <form role="search" className={styles.box} onSubmit={(event) => (event.preventDefault(), apply(draft))}>
      <Combobox store={combobox} onOptionSubmit={take} shadow="md" offset={4} middlewares={{ flip: false }}>
        <Combobox.Target>
          <TextInput
            ref={input}
            id={filterInputId}
            size="sm"
            aria-label="Filter"
            placeholder="Words, or model:gpt-4o status:error latency_ms>2000"
            autoComplete="off"
            spellCheck={false}
            classNames={{ input: styles.input ?? '' }}
            leftSection={<IconSearch size={16} stroke={1.8} aria-hidden />}
            rightSection={draft !== '' && <CloseButton size="sm" aria-label="Clear the filter" onClick={() => (setDraft(''), apply(''))} />}
            value={draft}
            error={error}
            onChange={(event) => edit(event.currentTarget.value, event.currentTarget.selectionStart ?? 0)}
            onSelect={(event) => setCaret(event.currentTarget.selectionStart ?? 0)}
            onClick={() => combobox.openDropdown()}
            onBlur={() => combobox.closeDropdown()}
          />
        </Combobox.Target>
        <Combobox.Dropdown hidden={suggestions.length === 0}>
          <Combobox.Options aria-label="Suggestions" mah={320} className={styles.options}>
            {suggestions.map((s) => (
              <Combobox.Option key={s.text} value={s.text} className={styles.option}>
                <code>{s.text.trim()}</code>
                <span>{s.hint}</span>
              </Combobox.Option>
            ))}
          </Combobox.Options>
        </Combobox.Dropdown>
      </Combobox>
    </form>
  );
}
