import { ActionIcon, Button, Popover, Textarea, Tooltip } from '@mantine/core';
import { IconFlag, IconFlagFilled, IconMessagePlus, IconThumbDown, IconThumbDownFilled, IconThumbUp, IconThumbUpFilled, type Icon } from '@tabler/icons-react';
import { useState, type SubmitEvent } from 'react';
import type { Interaction } from '../../api/types';
import { useAddFact } from './queries';
import styles from './detail.module.css';

/** What a reader thinks of it. Each click appends a fact; nothing on record is changed. */
export function Feedback({ id, interaction }: { id: string; interaction: Interaction }) {
  const { mutate, isPending, error } = useAddFact(id);
  const rating = interaction.feedback?.rating ?? interaction.facts?.findLast((fact) => fact.kind === 'feedback')?.value ?? 0;
  const isFlagged = (interaction.evaluation?.flagged ?? interaction.facts?.findLast((fact) => fact.kind === 'flag')?.value === 1);
  // The latest feedback prevails as a whole, so a new rating takes the comment along.
  const comment = interaction.feedback?.comment ?? undefined;
  const rate = (value: number) => mutate({ kind: 'feedback', value: rating === value ? 0 : value, text: comment });
  return (
    <>
      {error !== null && (
        <span role="alert" className={styles.failed}>
          Not saved: {error.message}
        </span>
      )}
      <Toggle label="Good answer" icon={rating > 0 ? IconThumbUpFilled : IconThumbUp} isOn={rating > 0} isBusy={isPending} onToggled={() => rate(1)} />
      <Toggle label="Bad answer" icon={rating < 0 ? IconThumbDownFilled : IconThumbDown} isOn={rating < 0} isBusy={isPending} onToggled={() => rate(-1)} />
      <Toggle label={isFlagged ? 'Remove the flag' : 'Flag'} icon={isFlagged ? IconFlagFilled : IconFlag} isOn={isFlagged} isBusy={isPending} onToggled={() => mutate({ kind: 'flag', value: isFlagged ? 0 : 1 })} />
      <Comment initial={comment ?? ''} onWritten={(text) => mutate({ kind: 'feedback', value: rating === 0 ? undefined : rating, text })} />
    </>
  );
}

interface ToggleProps {
  label: string;
  icon: Icon;
  isOn: boolean;
  isBusy: boolean;
  onToggled: () => void;
}

function Toggle({ label, icon: Icon, isOn, isBusy, onToggled }: ToggleProps) {
  return (
    <Tooltip label={label} withArrow>
      <ActionIcon variant="subtle" color={isOn ? 'petrol' : 'gray'} aria-label={label} aria-pressed={isOn} disabled={isBusy} onClick={onToggled}>
        <Icon size={17} stroke={1.7} />
      </ActionIcon>
    </Tooltip>
  );
}

function Comment({ initial, onWritten }: { initial: string; onWritten: (text: string) => void }) {
  const [isOpen, setOpen] = useState(false);
  const submit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    const text = new FormData(event.currentTarget).get('comment');
    if (typeof text === 'string' && text.trim() !== '') onWritten(text.trim());
    setOpen(false);
  };
  return (
    <Popover opened={isOpen} onChange={setOpen} width={320} position="bottom-end" shadow="md" trapFocus>
      <Popover.Target>
        <Tooltip label="Comment" withArrow>
          <ActionIcon variant="subtle" color="gray" aria-label="Comment" onClick={() => setOpen(!isOpen)}>
            <IconMessagePlus size={17} stroke={1.7} />
          </ActionIcon>
        </Tooltip>
      </Popover.Target>
      <Popover.Dropdown>
        <form onSubmit={submit}>
          <Textarea name="comment" label="Comment" rows={4} maxLength={4000} defaultValue={initial} data-autofocus />
          <Button type="submit" size="xs" mt="sm">
            Save
          </Button>
        </form>
      </Popover.Dropdown>
    </Popover>
  );
}
