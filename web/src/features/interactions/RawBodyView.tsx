import { Button, SegmentedControl, Skeleton } from '@mantine/core';
import { IconDownload } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import type { RawBody } from '../../api/bodies';
import { readBytes } from '../../lib/bytes';
import { formatBytes } from '../../lib/format';
import { layOutBody } from '../../lib/json';
import { ErrorNotice } from '../../ui/ErrorNotice';
import { HostileText } from '../../ui/HostileText';
import { LongText } from '../../ui/LongText';
import { Notice } from '../../ui/Notice';
import { bodyQuery } from './queries';
import styles from './detail.module.css';

interface Props {
  id: string;
  side: 'request' | 'response';
}

/** The exact bytes of one side, as text. Never as a page: what was recorded may be anything. */
export function RawBodyView({ id, side }: Props) {
  const body = useQuery(bodyQuery(id, side));
  if (body.isPending) return <Skeleton height={240} m="md" width="auto" aria-label={`Loading the ${side}`} />;
  if (body.isError) return <ErrorNotice error={body.error} onRetried={() => void body.refetch()} />;
  if (body.data === null) return <Notice title={`No ${side} on record`}>The caller asked to leave it out, or there was none.</Notice>;
  return <Bytes body={body.data} href={`/api/interactions/${encodeURIComponent(id)}/${side}`} name={`${id}.${side}`} />;
}

function Bytes({ body, href, name }: { body: RawBody; href: string; name: string }) {
  const [layout, setLayout] = useState('pretty');
  const { text, isText } = useMemo(() => readBytes(body.bytes), [body]);
  const isPretty = isText && layout === 'pretty';
  const shown = useMemo(() => (isPretty ? layOutBody(text, body.contentType) : text), [isPretty, text, body.contentType]);
  return (
    <>
      <div className={styles.rawBar}>
        {isText ? (
          <SegmentedControl size="xs" value={layout} onChange={setLayout} data={[{ value: 'pretty', label: 'Laid out' }, { value: 'exact', label: 'Exact' }]} aria-label="Layout" />
        ) : (
          <span>not UTF-8 text: shown as bytes</span>
        )}
        <span>
          {formatBytes(body.bytes.length)}
          {body.contentType !== '' && (
            <>
              {' · '}
              <HostileText text={body.contentType} />
            </>
          )}
        </span>
        <Button component="a" href={href} download={name} size="compact-sm" variant="subtle" leftSection={<IconDownload size={15} aria-hidden />}>
          Download
        </Button>
      </div>
      <div className={styles.padded}>{shown === '' ? <em className={styles.quiet}>empty</em> : <LongText key={layout} text={shown} look={isPretty ? 'json' : 'code'} first={3} />}</div>
    </>
  );
}
