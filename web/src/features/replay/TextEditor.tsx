import { Button, Textarea } from '@mantine/core';
import { useMemo, useState } from 'react';
import { plural } from '../../lib/format';
import { reveal } from '../../lib/hostile';
import { LongText } from '../../ui/LongText';
import styles from './form.module.css';

/** A box of more text than this stalls the page. */
const longest = 60_000;

interface Props {
  id: string;
  value: string;
  rows: number;
  placeholder?: string;
  onChange: (value: string) => void;
}

/** A recorded text to edit. A huge one is shown and only opened on demand; characters that cannot be seen are told of. */
export function TextEditor({ id, value, rows, placeholder, onChange }: Props) {
  const [isOpen, setOpen] = useState(value.length <= longest);
  const hidden = useMemo(() => (value.length > longest ? 0 : reveal(value).filter((piece) => piece.kind === 'mark').length), [value]);
  if (!isOpen) {
    return (
      <div className={styles.longText}>
        <div>
          <LongText text={value.slice(0, 4000)} look="prose" first={1} />
        </div>
        <Button size="compact-xs" variant="default" onClick={() => setOpen(true)}>
          Edit {plural(value.length, 'character')}
        </Button>
      </div>
    );
  }
  return (
    <>
      <Textarea id={id} dir="auto" rows={rows} resize="vertical" spellCheck={false} placeholder={placeholder} value={value} onChange={(event) => onChange(event.currentTarget.value)} />
      {hidden > 0 && <small className={styles.hint}>Holds {plural(hidden, 'character')} that cannot be seen here; they are sent as they are.</small>}
    </>
  );
}
