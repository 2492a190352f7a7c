import { IconAlertTriangle, IconCircleCheck, IconCircleXFilled, IconPlayerPause, IconRefresh, IconWallet, type Icon } from '@tabler/icons-react';
import type { ReplayRun, RunState } from '../../../api/types';
import { stateNames } from '../words';
import styles from './runs.module.css';

const icons: Record<RunState, Icon> = { running: IconRefresh, stopped: IconPlayerPause, budget_reached: IconWallet, done: IconCircleCheck, failed: IconCircleXFilled, interrupted: IconAlertTriangle };

/** How a run is, by a shape, a colour and the word. */
export function StateMark({ run }: { run: ReplayRun }) {
  const Shown = icons[run.state];
  return (
    <span className={styles.state} data-state={run.state}>
      <Shown size={16} stroke={1.8} aria-hidden />
      {run.stopping === true ? 'Stopping' : stateNames[run.state]}
    </span>
  );
}
