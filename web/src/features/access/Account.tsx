import { ActionIcon, Button, Popover, Tooltip } from '@mantine/core';
import { IconUser } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { Me } from '../../api/types';
import { HostileText } from '../../ui/HostileText';
import { meQuery, useSignOut } from './queries';
import styles from './access.module.css';

/** In words: what somebody may do here. */
export function rolesOf({ administrator, projects }: Me): string {
  if (administrator) return 'Administrator';
  return projects.length === 0 ? 'No role in any project' : projects.map(({ project, role }) => `${role} in ${project}`).join(', ');
}

/** Who one is, and the way out. Nothing where nobody has signed in, as on one's own machine. */
export function Account() {
  const me = useQuery(meQuery).data;
  const signOut = useSignOut();
  const [isOpen, setOpen] = useState(false);
  if (me?.user === undefined) return null;
  const name = me.display_name ?? me.user;
  return (
    <Popover opened={isOpen} onChange={setOpen} position="right-end" shadow="md" trapFocus withArrow>
      <Popover.Target>
        <Tooltip label={`Signed in as ${name}`} position="right" withArrow disabled={isOpen}>
          <ActionIcon variant="subtle" color="gray" size="lg" aria-label={`Signed in as ${name}`} onClick={() => setOpen(!isOpen)}>
            <IconUser size={19} stroke={1.6} />
          </ActionIcon>
        </Tooltip>
      </Popover.Target>
      <Popover.Dropdown>
        <div className={styles.who}>
          <p>
            <b>
              <HostileText text={name} />
            </b>
            <br />
            <span className={styles.quiet}>
              <HostileText text={rolesOf(me)} />
            </span>
          </p>
          {signOut.isError && (
            <p role="alert" className={styles.failed}>
              Not signed out: {signOut.error.message}
            </p>
          )}
          <Button variant="default" size="xs" loading={signOut.isPending} onClick={() => signOut.mutate()}>
            Sign out
          </Button>
        </div>
      </Popover.Dropdown>
    </Popover>
  );
}
