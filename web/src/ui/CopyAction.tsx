import { ActionIcon, Tooltip } from '@mantine/core';
import { IconCheck, IconX, type Icon } from '@tabler/icons-react';
import { useState } from 'react';

interface Props {
  label: string;
  icon: Icon;
  /** Made when asked for: a command of a large body is costly to build. */
  getText: () => string | Promise<string>;
}

const lastingMs = 1500;

/** Copies a text and says whether it worked: the clipboard is only there on a secure or local address. */
export function CopyAction({ label, icon: Icon, getText }: Props) {
  const [outcome, setOutcome] = useState<'none' | 'copied' | 'failed'>('none');
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(await getText());
      setOutcome('copied');
    } catch {
      setOutcome('failed');
    }
    setTimeout(() => setOutcome('none'), lastingMs);
  };
  const Shown = outcome === 'copied' ? IconCheck : outcome === 'failed' ? IconX : Icon;
  return (
    <Tooltip label={outcome === 'copied' ? 'Copied' : outcome === 'failed' ? 'The browser did not allow it' : label} withArrow>
      <ActionIcon variant="subtle" color="gray" aria-label={label} onClick={() => void copy()}>
        <Shown size={17} stroke={1.7} />
      </ActionIcon>
    </Tooltip>
  );
}
