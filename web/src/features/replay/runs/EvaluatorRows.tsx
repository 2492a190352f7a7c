import { ActionIcon, Autocomplete, Button } from '@mantine/core';
import { IconPlus, IconX } from '@tabler/icons-react';
import type { Evaluator } from '../../../api/types';
import form from '../form.module.css';
import styles from './plan.module.css';

interface Props {
  rows: readonly string[];
  known: readonly Evaluator[];
  onChange: (rows: readonly string[]) => void;
}

/** Evaluators in their short form. Without any, replays are only compared: the same or not. */
export function EvaluatorRows({ rows, known, onChange }: Props) {
  const names = known.map(({ type, short_option: option }) => (option === undefined ? type : `${type}:`));
  return (
    <div className={form.rows}>
      {rows.length === 0 && <p className={styles.hint}>Without evaluators answers are the same or another, and none is better or worse.</p>}
      {rows.map((row, at) => {
        const type = /^[a-z_]+/.exec(row.trim())?.[0];
        const one = known.find((item) => item.type === type);
        return (
          <div key={at} className={styles.evaluator}>
            <Autocomplete
              size="sm"
              aria-label={`Evaluator ${at + 1}`}
              placeholder="contains:refund"
              spellCheck={false}
              data={names}
              value={row}
              description={one === undefined ? undefined : `${one.summary}${one.short_option === undefined ? '' : `; behind the colon: ${one.short_option}`}`}
              inputWrapperOrder={['input', 'description', 'error']}
              onChange={(value) => onChange(rows.map((other, index) => (index === at ? value : other)))}
            />
            <ActionIcon size={36} variant="subtle" color="gray" aria-label={`Remove evaluator ${at + 1}`} onClick={() => onChange(rows.filter((_, index) => index !== at))}>
              <IconX size={15} stroke={1.7} />
            </ActionIcon>
          </div>
        );
      })}
      <Button size="compact-xs" variant="default" leftSection={<IconPlus size={13} aria-hidden />} onClick={() => onChange([...rows, ''])}>
        Add an evaluator
      </Button>
    </div>
  );
}
