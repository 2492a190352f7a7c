import { ActionIcon, Button, TextInput } from '@mantine/core';
import { IconPlus, IconX } from '@tabler/icons-react';
import { mistakeIn, type ParameterRow } from './edits';
import styles from './form.module.css';

interface Props {
  rows: readonly ParameterRow[];
  onChange: (rows: readonly ParameterRow[]) => void;
}

/** Parameters by name, their values as JSON. A row that is taken away takes the parameter out of the request. */
export function ParameterRows({ rows, onChange }: Props) {
  const set = (key: string, change: Partial<ParameterRow>) => onChange(rows.map((row) => (row.key === key ? { ...row, ...change } : row)));
  return (
    <div className={styles.rows}>
      {rows.map((row) => (
        <div key={row.key} className={styles.row}>
          <TextInput size="xs" aria-label="Name" spellCheck={false} value={row.name} onChange={(event) => set(row.key, { name: event.currentTarget.value })} classNames={{ input: styles.code ?? '' }} />
          <TextInput
            size="xs"
            aria-label={row.name === '' ? 'Value' : `Value of ${row.name}`}
            spellCheck={false}
            value={row.json}
            error={mistakeIn(row, rows)}
            onChange={(event) => set(row.key, { json: event.currentTarget.value })}
            classNames={{ input: styles.code ?? '' }}
          />
          <ActionIcon size={30} variant="subtle" color="gray" aria-label={row.name === '' ? 'Remove the row' : `Remove ${row.name}`} onClick={() => onChange(rows.filter((other) => other !== row))}>
            <IconX size={15} stroke={1.7} />
          </ActionIcon>
        </div>
      ))}
      <Button size="compact-xs" variant="default" leftSection={<IconPlus size={13} aria-hidden />} onClick={() => onChange([...rows, { key: `new ${nextKey(rows)}`, name: '', json: '' }])}>
        Add a parameter
      </Button>
    </div>
  );
}

function nextKey(rows: readonly ParameterRow[]): number {
  return rows.reduce((last, { key }) => Math.max(last, /^new \d+$/.test(key) ? Number(key.slice(4)) : 0), 0) + 1;
}
