import { Button, Checkbox, Modal } from '@mantine/core';
import { useState } from 'react';
import type { ReplayRun } from '../../../api/types';
import { formatCount } from '../../../lib/format';
import { Obstacle } from '../Obstacle';
import { AmountInput } from './AmountInput';
import { useResume } from './queries';
import styles from './runs.module.css';

/** Goes on with a run, with another budget if it wants one. */
export function ResumeDialog({ run, onClosed }: { run: ReplayRun; onClosed: () => void }) {
  const resume = useResume(run.id);
  const [isRetrying, setRetrying] = useState(run.state === 'done');
  const [budgetUsd, setBudgetUsd] = useState<number | undefined>(run.budget_usd ?? undefined);
  return (
    <Modal opened onClose={onClosed} title="Resume the run" centered closeButtonProps={{ 'aria-label': 'Close' }}>
      <form className={styles.dialog} onSubmit={(event) => (event.preventDefault(), resume.mutate({ retry_failed: isRetrying, budget_usd: budgetUsd }, { onSuccess: onClosed }))}>
        <p>What has a replay on record is not asked again.</p>
        <Checkbox label={`Make the ${formatCount(run.failed)} that failed again`} checked={isRetrying} disabled={run.failed === 0} onChange={(event) => setRetrying(event.currentTarget.checked)} />
        <AmountInput label="Budget in US dollars" description="With what was spent before." min={0} decimalScale={4} amount={budgetUsd} onAmount={setBudgetUsd} />
        {resume.error !== null && <Obstacle error={resume.error} />}
        <div className={styles.dialogActions}>
          <Button variant="default" onClick={onClosed}>
            Cancel
          </Button>
          <Button type="submit" loading={resume.isPending}>
            Resume
          </Button>
        </div>
      </form>
    </Modal>
  );
}
