import { Button } from '@mantine/core';
import { IconGitBranch } from '@tabler/icons-react';
import { Link } from 'react-router';

/** On a session's page: the way to its replay and its branches. */
export function SessionTools({ id }: { id: string }) {
  return (
    <Button component={Link} to={`/sessions/${encodeURIComponent(id)}/replay`} size="compact-sm" variant="light" leftSection={<IconGitBranch size={15} stroke={1.8} aria-hidden />}>
      Replay session…
    </Button>
  );
}
