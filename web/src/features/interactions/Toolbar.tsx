import { ActionIcon, Button, Tooltip } from '@mantine/core';
import { IconRefresh } from '@tabler/icons-react';
import type { Field } from '../../api/types';
import type { View } from '../../lib/view';
import { FilterBox } from '../../ui/filter/FilterBox';
import { RangePicker } from '../../ui/filter/RangePicker';
import styles from './page.module.css';
import type { TailState } from './useLiveTail';

const tailWords: Record<TailState, string> = {
  off: 'New interactions are not followed',
  connecting: 'Connecting …',
  open: 'New interactions appear by themselves',
  broken: 'The connection broke; trying again',
};

interface Props {
  view: View;
  fields: readonly Field[];
  error: string | undefined;
  isLive: boolean;
  tail: TailState;
  onViewChanged: (view: Partial<View>) => void;
  onLiveChanged: (isLive: boolean) => void;
  onRefreshed: () => void;
}

export function Toolbar({ view, fields, error, isLive, tail, onViewChanged, onLiveChanged, onRefreshed }: Props) {
  return (
    <div className={styles.toolbar}>
      <FilterBox value={view.q} fields={fields} error={error} onApplied={(q) => onViewChanged({ q })} />
      <div className={styles.actions}>
        <RangePicker range={view.range} onChosen={(range) => onViewChanged({ range })} />
        <Tooltip label={tailWords[tail]} withArrow>
          <Button variant="default" aria-pressed={isLive} disabled={view.range.kind === 'between'} onClick={() => onLiveChanged(!isLive)}>
            <span className={styles.live} data-state={tail}>
              <i aria-hidden /> {tail === 'broken' ? 'Reconnecting' : isLive ? 'Live' : 'Paused'}
            </span>
          </Button>
        </Tooltip>
        <Tooltip label="Refresh" withArrow>
          <ActionIcon variant="default" size={36} aria-label="Refresh" onClick={onRefreshed}>
            <IconRefresh size={17} stroke={1.7} />
          </ActionIcon>
        </Tooltip>
      </div>
    </div>
  );
}
