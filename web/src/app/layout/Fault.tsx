import { Link, useRouteError } from 'react-router';
import { ErrorNotice } from '../../ui/ErrorNotice';
import { Notice } from '../../ui/Notice';

/** Shown where a page broke; the frame around it still works. */
export function Fault() {
  const error = useRouteError();
  return <ErrorNotice error={error instanceof Error ? error : new Error('The page broke.')} title="This page broke" onRetried={() => window.location.reload()} />;
}

export function NotFound() {
  return (
    <Notice title="There is no such page" action={<Link to="/interactions">To the interactions</Link>}>
      The address may be mistyped, or from another version.
    </Notice>
  );
}
