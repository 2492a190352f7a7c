import { Button } from '@mantine/core';
import { IconGitBranch } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Link } from 'react-router';
import { plural } from '../../../lib/format';
import { treeQuery } from './queries';

/** On a session's page: the way to its replay and its branches. */
export function SessionTools({ id }: { id: string }) {
  const { data } = useQuery({ ...treeQuery(id), refetchInterval: false });
  const count = data?.branches.length ?? 0;
  return (
    <Button component={Link} to={`/sessions/${encodeURIComponent(id)}/replay`} size="compact-sm" variant="light" leftSection={<IconGitBranch size={15} stroke={1.8} aria-hidden />}>
      {count === 0 ? 'Replay session…' : `Replay session… (${plural(count, 'branch', 'branches')})`}
    </Button>
  );
}
