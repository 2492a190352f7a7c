import { Button, Modal, Skeleton, TextInput } from '@mantine/core';
import { IconDownload, IconRefresh } from '@tabler/icons-react';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useCallback, useMemo, useState, type SubmitEvent } from 'react';
import type { AuditEntry } from '../../api/types';
import { plural } from '../../lib/format';
import { allTime } from '../../lib/view';
import { ErrorNotice } from '../../ui/ErrorNotice';
import { JsonValue } from '../../ui/JsonValue';
import { Notice } from '../../ui/Notice';
import { VirtualRows } from '../../ui/VirtualRows';
import { RangePicker } from '../../ui/filter/RangePicker';
import { AuditHead, AuditRow } from './AuditRow';
import { auditQuery, exportAddress } from './queries';
import { usePageState, type PageState } from './url';
import styles from './audit.module.css';

/** Who did what, newest first. */
export function AuditPage() {
  const [state, change] = usePageState();
  const { data, error, isPending, isFetching, hasNextPage, isFetchNextPageError, fetchNextPage, refetch } = useInfiniteQuery(auditQuery(state));
  const items = useMemo(() => data?.pages.flatMap((page) => page.items) ?? [], [data]);
  const [opened, setOpened] = useState<AuditEntry | null>(null);
  const loadMore = useCallback(() => {
    if (hasNextPage && !isFetching && !isFetchNextPageError) void fetchNextPage();
  }, [hasNextPage, isFetching, isFetchNextPageError, fetchNextPage]);
  const isAll = state.actor === '' && state.action === '' && state.range.kind === 'all';
  return (
    <div className={styles.page}>
      <title>Audit · Reprise</title>
      <div className={styles.bar}>
        <Filter key={`${state.actor} ${state.action}`} state={state} onApplied={change} />
        <div className={styles.tools}>
          <RangePicker range={state.range} onChosen={(range) => change({ range })} />
          <Button variant="subtle" size="sm" color="gray" px="xs" aria-label="Read again" loading={isFetching && !isPending} onClick={() => void refetch()}>
            <IconRefresh size={17} stroke={1.7} aria-hidden />
          </Button>
          <Export state={state} />
        </div>
      </div>
      {isPending ? (
        <Skeleton height={300} m="md" width="auto" aria-label="Loading the audit log" />
      ) : error !== null && items.length === 0 ? (
        <ErrorNotice error={error} onRetried={() => void refetch()} />
      ) : items.length === 0 ? (
        <Notice title="Nothing on the audit log" action={!isAll && <Button variant="default" size="xs" onClick={() => change({ actor: '', action: '', range: allTime })}>Show all of it</Button>}>
          {isAll ? 'Sign-ins, changes, exports and reads of contents by people are written down here.' : 'No entry fits this actor, action and time.'}
        </Notice>
      ) : (
        <div role="table" aria-label="Audit log" aria-rowcount={-1} className={styles.table}>
          <AuditHead />
          <VirtualRows
            label="Audit log, newest first"
            role="rowgroup"
            count={items.length}
            rowHeight={44}
            getKey={(index) => items[index]?.id ?? String(index)}
            renderRow={(index) => {
              const entry = items[index];
              return entry && <AuditRow entry={entry} index={index} onOpened={() => setOpened(entry)} />;
            }}
            onEndNeared={loadMore}
            footer={<div className={styles.footer}>{hasNextPage ? 'Loading more …' : plural(items.length, 'entry', 'entries')}</div>}
          />
        </div>
      )}
      <Modal opened={opened !== null} onClose={() => setOpened(null)} title={opened?.action ?? ''} size="lg" centered closeButtonProps={{ 'aria-label': 'Close the entry' }}>
        {opened !== null && <JsonValue value={opened} />}
      </Modal>
    </div>
  );
}

function Filter({ state, onApplied }: { state: PageState; onApplied: (change: Partial<PageState>) => void }) {
  const [actor, setActor] = useState(state.actor);
  const [action, setAction] = useState(state.action);
  const submit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    onApplied({ actor: actor.trim(), action: action.trim() });
  };
  return (
    <form className={styles.filter} onSubmit={submit} role="search" aria-label="Audit log">
      <TextInput aria-label="Actor" placeholder="Who: user:ann" size="sm" spellCheck={false} value={actor} onChange={(event) => setActor(event.currentTarget.value)} />
      <TextInput aria-label="Action" placeholder="What: record.*" size="sm" spellCheck={false} value={action} onChange={(event) => setAction(event.currentTarget.value)} />
      <Button type="submit" variant="default" size="sm">
        Apply
      </Button>
    </form>
  );
}

function Export({ state }: { state: PageState }) {
  return (
    <span className={styles.export}>
      <IconDownload size={16} stroke={1.7} aria-hidden />
      <a href={exportAddress(state, 'jsonl')} download="audit.jsonl">
        JSON Lines
      </a>
      <a href={exportAddress(state, 'csv')} download="audit.csv">
        CSV
      </a>
    </span>
  );
}
