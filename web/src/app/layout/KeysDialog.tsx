import { Kbd, Modal } from '@mantine/core';
import styles from './shell.module.css';

const keys: [keys: string[], does: string][] = [
  [['/'], 'Write a filter'],
  [['Enter'], 'Apply the filter, or open the interaction'],
  [['j', '↓'], 'Next interaction'],
  [['k', '↑'], 'Previous interaction'],
  [['r'], 'Replay the open interaction'],
  [['Ctrl', 'Enter'], 'Send the replay (⌘ Enter on a Mac)'],
  [['Esc'], 'Close the interaction'],
  [['?'], 'Show these keys'],
];

export function KeysDialog({ isOpen, onClosed }: { isOpen: boolean; onClosed: () => void }) {
  return (
    <Modal opened={isOpen} onClose={onClosed} title="Keys" size="sm" centered closeButtonProps={{ 'aria-label': 'Close the keys' }}>
      <dl className={styles.keys}>
        {keys.map(([names, does]) => (
          <div key={does}>
            <dt>
              {names.map((name) => (
                <Kbd key={name}>{name}</Kbd>
              ))}
            </dt>
            <dd>{does}</dd>
          </div>
        ))}
      </dl>
    </Modal>
  );
}
