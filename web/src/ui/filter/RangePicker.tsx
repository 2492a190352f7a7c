import { Button, Popover, TextInput, UnstyledButton } from '@mantine/core';
import { IconCalendarTime, IconChevronDown } from '@tabler/icons-react';
import { useState, type SubmitEvent } from 'react';
import { dayAndTime } from '../../lib/time';
import { allTime, spans, type Range, type Span } from '../../lib/view';
import { Zone } from '../Zone';
import styles from './filter.module.css';

const spanNames: Record<Span, string> = { '15m': 'Last 15 minutes', '1h': 'Last hour', '24h': 'Last 24 hours', '7d': 'Last 7 days', '30d': 'Last 30 days' };

function nameOf(range: Range): string {
  switch (range.kind) {
    case 'all':
      return 'All time';
    case 'last':
      return spanNames[range.span];
    case 'between': {
      const now = new Date();
      return `${dayAndTime(new Date(range.from), now)} – ${dayAndTime(new Date(range.to), now)}`;
    }
  }
}

function readInstant(form: FormData, name: string): string | null {
  const value = form.get(name);
  const at = typeof value === 'string' ? new Date(value) : new Date(Number.NaN);
  return Number.isNaN(at.getTime()) ? null : at.toISOString();
}

/** The time a list covers: a span counted back from now, or two moments in the viewer's zone. */
export function RangePicker({ range, onChosen }: { range: Range; onChosen: (range: Range) => void }) {
  const [isOpen, setOpen] = useState(false);
  const choose = (chosen: Range) => {
    setOpen(false);
    onChosen(chosen);
  };
  const chooseBetween = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const from = readInstant(form, 'from');
    const to = readInstant(form, 'to');
    if (from !== null && to !== null) choose(from < to ? { kind: 'between', from, to } : { kind: 'between', from: to, to: from });
  };
  const choices: Range[] = [allTime, ...spans.map((span): Range => ({ kind: 'last', span }))];
  return (
    <Popover opened={isOpen} onChange={setOpen} position="bottom-end" shadow="md" trapFocus>
      <Popover.Target>
        <Button
          variant="default"
          size="sm"
          className={styles.range}
          aria-label={`Time range: ${nameOf(range)}`}
          leftSection={<IconCalendarTime size={16} stroke={1.7} aria-hidden />}
          rightSection={<IconChevronDown size={14} aria-hidden />}
          onClick={() => setOpen(!isOpen)}
        >
          {nameOf(range)}
        </Button>
      </Popover.Target>
      <Popover.Dropdown className={styles.ranges}>
        <div>
          {choices.map((choice) => (
            <UnstyledButton key={nameOf(choice)} className={styles.choice} data-chosen={nameOf(choice) === nameOf(range)} onClick={() => choose(choice)}>
              {nameOf(choice)}
            </UnstyledButton>
          ))}
        </div>
        <form onSubmit={chooseBetween}>
          <TextInput size="xs" label="From" name="from" type="datetime-local" step={1} required withAsterisk={false} />
          <TextInput size="xs" label="To" name="to" type="datetime-local" step={1} required withAsterisk={false} />
          <small>
            <Zone />
          </small>
          <Button type="submit" size="xs" variant="default">
            Apply
          </Button>
        </form>
      </Popover.Dropdown>
    </Popover>
  );
}
