import { useHotkeys } from '@mantine/hooks';
import type { RefObject } from 'react';
import { useNavigate } from 'react-router';
import type { Summary } from '../../api/types';
import type { RowsHandle } from '../../ui/VirtualRows';
import { rowId } from './InteractionRow';
import { usePaths } from './url';

/** Moves through the list: the keyboard focus is the place. While an interaction is open, moving opens the next one. Enter is the link's own key. */
export function useRowKeys(items: readonly Summary[], openId: string | undefined, rows: RefObject<RowsHandle | null>): void {
  const navigate = useNavigate();
  const paths = usePaths();

  const move = (by: number) => {
    const focused = items.findIndex((item) => rowId(item.interaction_id) === document.activeElement?.id);
    const at = focused >= 0 ? focused : items.findIndex((item) => item.interaction_id === openId);
    const index = at < 0 ? 0 : Math.min(items.length - 1, Math.max(0, at + by));
    const item = items[index];
    if (item === undefined) return;
    rows.current?.reveal(index);
    if (openId !== undefined) void navigate(paths.of(item.interaction_id), { replace: true });
    // The row may exist only after the list has scrolled to it.
    requestAnimationFrame(() => requestAnimationFrame(() => document.getElementById(rowId(item.interaction_id))?.focus({ preventScroll: true })));
  };
  const moveInList = (by: number) => (event: KeyboardEvent) => {
    if (!(document.activeElement?.id.startsWith('row-') ?? false)) return;
    event.preventDefault();
    move(by);
  };

  useHotkeys([
    ['j', () => move(1)],
    ['k', () => move(-1)],
    ['ArrowDown', moveInList(1), { preventDefault: false }],
    ['ArrowUp', moveInList(-1), { preventDefault: false }],
  ]);
}
