import { Button } from '@mantine/core';
import { IconPlugConnectedX } from '@tabler/icons-react';
import { Notice } from './Notice';

interface Props {
  error: Error;
  title?: string;
  onRetried?: () => void;
}

/** The one way a failure is shown: what happened, in the server's words, and what to do. */
export function ErrorNotice({ error, title, onRetried }: Props) {
  const heading = title ?? ('title' in error && typeof error.title === 'string' ? error.title : 'Something went wrong');
  return (
    <div role="alert">
      <Notice
        title={heading}
        icon={<IconPlugConnectedX size={28} stroke={1.4} color="var(--bad)" aria-hidden />}
        action={
          onRetried && (
            <Button variant="default" size="xs" onClick={onRetried}>
              Try again
            </Button>
          )
        }
      >
        {error.message !== heading && error.message}
      </Notice>
    </div>
  );
}
