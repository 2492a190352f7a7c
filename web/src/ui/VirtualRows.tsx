import { useVirtualizer } from '@tanstack/react-virtual';
import { useEffect, useImperativeHandle, useRef, type ReactNode, type Ref } from 'react';
import styles from './virtual.module.css';

export interface RowsHandle {
  reveal: (index: number) => void;
}

interface Props {
  ref?: Ref<RowsHandle>;
  label: string;
  role: 'rowgroup' | 'list';
  count: number;
  rowHeight: number;
  /** Rows take the height of what is in them; rowHeight is then a first guess. */
  isMeasured?: boolean;
  getKey: (index: number) => string;
  renderRow: (index: number) => ReactNode;
  onEndNeared: () => void;
  onTopChanged?: (isAtTop: boolean) => void;
  footer?: ReactNode;
}

/** A scrolling list of any length, of which only the rows in sight exist. */
export function VirtualRows({ ref, label, role, count, rowHeight, isMeasured = false, getKey, renderRow, onEndNeared, onTopChanged, footer }: Props) {
  const scroller = useRef<HTMLDivElement>(null);
  const rows = useVirtualizer({
    count,
    estimateSize: () => rowHeight,
    getScrollElement: () => scroller.current,
    getItemKey: getKey,
    overscan: isMeasured ? 2 : 12,
    initialRect: { width: 800, height: 800 },
  });
  const shown = rows.getVirtualItems();
  const last = shown.at(-1)?.index ?? -1;

  useImperativeHandle(ref, () => ({ reveal: (index) => rows.scrollToIndex(index) }), [rows]);
  useEffect(() => {
    if (last >= count - 10) onEndNeared();
  }, [last, count, onEndNeared]);

  return (
    <div ref={scroller} className={styles.scroller} onScroll={(event) => onTopChanged?.(event.currentTarget.scrollTop < rowHeight / 2)}>
      <div role={role} aria-label={label} className={styles.rows} style={{ height: rows.getTotalSize() }}>
        {shown.map((row) => (
          <div
            key={row.key}
            role={role === 'list' ? 'listitem' : 'presentation'}
            data-index={row.index}
            ref={isMeasured ? rows.measureElement : undefined}
            className={styles.row}
            style={{ transform: `translateY(${row.start}px)`, height: isMeasured ? undefined : row.size }}
          >
            {renderRow(row.index)}
          </div>
        ))}
      </div>
      {footer}
    </div>
  );
}
