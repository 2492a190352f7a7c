import { useDisclosure, useHotkeys } from '@mantine/hooks';
import { Outlet } from 'react-router';
import { StatusLine } from '../../features/status/StatusLine';
import { filterInputId } from '../../ui/filter/FilterBox';
import { Gate } from './Gate';
import { KeysDialog } from './KeysDialog';
import { Rail } from './Rail';
import styles from './shell.module.css';

export function Shell() {
  return (
    <Gate>
      <Frame />
    </Gate>
  );
}

/** The frame of every page: where to go on the left, how recording goes at the foot. */
function Frame() {
  const [areKeysShown, keys] = useDisclosure(false);
  useHotkeys([
    ['/', () => document.getElementById(filterInputId)?.focus()],
    ['shift+?', keys.open],
    ['?', keys.open],
  ]);
  return (
    <div className={styles.shell}>
      <Rail onKeysAsked={keys.open} />
      <main className={styles.content}>
        <Outlet />
      </main>
      <StatusLine />
      <KeysDialog isOpen={areKeysShown} onClosed={keys.close} />
    </div>
  );
}
