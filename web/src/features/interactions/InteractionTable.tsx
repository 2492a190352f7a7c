import { Button, Skeleton } from '@mantine/core';
import { IconArrowUp } from '@tabler/icons-react';
import { useCallback, type Ref } from 'react';
import type { Summary } from '../../api/types';
import { plural } from '../../lib/format';
import { zoneName, zoneOffset } from '../../lib/time';
import { VirtualRows, type RowsHandle } from '../../ui/VirtualRows';
import { InteractionRow } from './InteractionRow';
import styles from './table.module.css';
import { usePaths } from './url';

const rowHeight = 48;

interface Props {
  ref: Ref<RowsHandle>;
  items: readonly Summary[];
  openId: string | undefined;
  waiting: number;
  footer: string;
  onEndNeared: () => void;
  onTopChanged: (isAtTop: boolean) => void;
  onWaitingShown: () => void;
}

export function InteractionTable({ ref, items, openId, waiting, footer, onEndNeared, onTopChanged, onWaitingShown }: Props) {
  const paths = usePaths();
  const getKey = useCallback((index: number) => items[index]?.interaction_id ?? String(index), [items]);
  return (
    <div role="table" aria-label="Interactions" aria-rowcount={-1} className={styles.table}>
      <TableHead />
      {waiting > 0 && (
        <Button className={styles.waiting} size="compact-sm" radius="xl" leftSection={<IconArrowUp size={14} aria-hidden />} onClick={onWaitingShown}>
          {waiting >= 1000 ? 'More than 1,000 new' : plural(waiting, 'new', 'new')}
        </Button>
      )}
      <VirtualRows
        ref={ref}
        label="Interactions, newest first"
        role="rowgroup"
        count={items.length}
        rowHeight={rowHeight}
        getKey={getKey}
        onEndNeared={onEndNeared}
        onTopChanged={onTopChanged}
        renderRow={(index) => {
          const item = items[index];
          return item && <InteractionRow item={item} index={index} to={paths.of(item.interaction_id)} isOpen={item.interaction_id === openId} />;
        }}
        footer={<div className={styles.footer}>{footer}</div>}
      />
    </div>
  );
}

function TableHead() {
  return (
    <div role="rowgroup">
      <div role="row" aria-rowindex={1} className={styles.head}>
        <span role="columnheader" aria-label="Status" />
        <span role="columnheader" title={zoneName}>
          Time <small>{zoneOffset(new Date())}</small>
        </span>
        <span role="columnheader" className={styles.wide}>
          Model
        </span>
        <span role="columnheader">Asked and answered</span>
        <span role="columnheader" aria-label="Marks" />
        <span role="columnheader" className={`${styles.figure ?? ''} ${styles.wide ?? ''}`} title="Prompt tokens, and completion tokens below them">
          Tokens
        </span>
        <span role="columnheader" className={`${styles.figure ?? ''} ${styles.wide ?? ''}`}>
          Cost
        </span>
        <span role="columnheader" className={styles.figure} title="Time to the whole answer, and to its first piece below it">
          Latency
        </span>
      </div>
    </div>
  );
}

/** The table's shape while its first page is on the way. */
export function TableSkeleton() {
  return (
    <div className={styles.table} aria-busy="true" aria-label="Loading interactions">
      {Array.from({ length: 14 }, (_, n) => (
        <Skeleton key={n} height={32} mx="md" mt={14} width={`calc(${94 - (n % 5) * 6}% - 2rem)`} />
      ))}
    </div>
  );
}
