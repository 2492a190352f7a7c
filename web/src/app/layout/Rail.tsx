import { ActionIcon, Tooltip, useComputedColorScheme, useMantineColorScheme } from '@mantine/core';
import { IconDatabase, IconKeyboard, IconListDetails, IconMessages, IconMoon, IconRepeat, IconReportSearch, IconShieldLock, IconSun, type Icon } from '@tabler/icons-react';
import { NavLink } from 'react-router';
import { Account } from '../../features/access/Account';
import styles from './shell.module.css';

const places: { to: string; name: string; Icon: Icon }[] = [
  { to: '/interactions', name: 'Interactions', Icon: IconListDetails },
  { to: '/sessions', name: 'Sessions', Icon: IconMessages },
  { to: '/replay', name: 'Replay', Icon: IconRepeat },
  { to: '/cache', name: 'Cache', Icon: IconDatabase },
  { to: '/privacy', name: 'Privacy', Icon: IconShieldLock },
  { to: '/audit', name: 'Audit', Icon: IconReportSearch },
];

export function Rail({ onKeysAsked }: { onKeysAsked: () => void }) {
  const { setColorScheme } = useMantineColorScheme();
  const isDark = useComputedColorScheme('light') === 'dark';
  const themeLabel = isDark ? 'Light colours' : 'Dark colours';
  return (
    <nav className={styles.rail} aria-label="Pages">
      <NavLink to="/" className={styles.mark} aria-label="Reprise">
        <Mark />
      </NavLink>
      {places.map(({ to, name, Icon }) => (
        <NavLink key={to} to={to} className={styles.place}>
          <Icon size={20} stroke={1.6} aria-hidden />
          {name}
        </NavLink>
      ))}
      <div className={styles.tools}>
        <Account />
        <Tooltip label="Keys (?)" position="right" withArrow>
          <ActionIcon className={styles.keysTool} variant="subtle" color="gray" size="lg" aria-label="Keys" onClick={onKeysAsked}>
            <IconKeyboard size={19} stroke={1.6} />
          </ActionIcon>
        </Tooltip>
        <Tooltip label={themeLabel} position="right" withArrow>
          <ActionIcon variant="subtle" color="gray" size="lg" aria-label={themeLabel} onClick={() => setColorScheme(isDark ? 'light' : 'dark')}>
            {isDark ? <IconSun size={19} stroke={1.6} /> : <IconMoon size={19} stroke={1.6} />}
          </ActionIcon>
        </Tooltip>
      </div>
    </nav>
  );
}

/** The repeat sign of written music. */
function Mark() {
  return (
    <svg viewBox="0 0 20 20" width="26" height="26" fill="currentColor" aria-hidden>
      <circle cx="4" cy="7.2" r="1.6" />
      <circle cx="4" cy="12.8" r="1.6" />
      <rect x="8.4" y="2.5" width="1.5" height="15" />
      <rect x="12.6" y="2.5" width="3.6" height="15" />
    </svg>
  );
}
