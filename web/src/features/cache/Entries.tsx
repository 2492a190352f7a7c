import { Button, Skeleton } from '@mantine/core';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { useCallback, useMemo, useState } from 'react';
import { fieldsQuery } from '../../api/fields';
import { ApiError } from '../../api/problem';
import type { CacheEntry } from '../../api/types';
import { plural } from '../../lib/format';
import { zoneName } from '../../lib/time';
import type { View } from '../../lib/view';
import { ErrorNotice } from '../../ui/ErrorNotice';
import { Notice } from '../../ui/Notice';
import { VirtualRows } from '../../ui/VirtualRows';
import { FilterBox } from '../../ui/filter/FilterBox';
import { FilterMistake } from '../../ui/filter/FilterMistake';
import { EditDialog } from './EditDialog';
import { EntryRow } from './EntryRow';
import { EvictDialog } from './EvictDialog';
import { entriesQuery, usePin, useRestore } from './queries';
import shared from './cache.module.css'
import styles from './entries.module.css';

interface Props {
  view: View;
  policy: string;
  onFiltered: (q: string) => void;
}

type Dialog = { kind: 'none' } | { kind: 'evict' | 'edit'; entry: CacheEntry };

/** Questions that have an answer on this server, newest first, and what can be done about them. */
export function Entries({ view, policy, onFiltered }: Props) {
  const fields = useQuery(fieldsQuery);
  const { data, error, isPending, isFetching, hasNextPage, isFetchNextPageError, fetchNextPage, refetch } = useInfiniteQuery(entriesQuery(view, policy));
  const items = useMemo(() => data?.pages.flatMap((page) => page.items) ?? [], [data]);
  const loadMore = useCallback(() => {
    if (hasNextPage && !isFetching && !isFetchNextPageError) void fetchNextPage();
  }, [hasNextPage, isFetching, isFetchNextPageError, fetchNextPage]);
  const [dialog, setDialog] = useState<Dialog>({ kind: 'none' });
  const [evicted, setEvicted] = useState<string | null>(null);
  const pin = usePin();
  const restore = useRestore();
  const close = () => setDialog({ kind: 'none' });
  const failed = pin.error ?? restore.error;
  const filterError = error instanceof ApiError && error.status === 400 ? error.message : undefined;
  return (
    <div className={styles.entries}>
      <div className={styles.filter}>
        <FilterBox value={view.q} fields={fields.data ?? []} error={filterError} onApplied={onFiltered} />
      </div>
      <div role="status" className={styles.outcome}>
        {evicted !== null && (
          <>
            The answer is not given any more.
            <Button size="compact-xs" variant="default" loading={restore.isPending} onClick={() => restore.mutate(evicted, { onSuccess: () => setEvicted(null) })}>
              Undo
            </Button>
          </>
        )}
      </div>
      {failed !== null && (
        <p role="alert" className={shared.failed}>
          Not changed: {failed.message}
        </p>
      )}
      {isPending ? (
        <Skeleton height={300} m="md" width="auto" aria-label="Loading entries" />
      ) : filterError !== undefined ? (
        <FilterMistake />
      ) : error !== null && items.length === 0 ? (
        <ErrorNotice error={error} onRetried={() => void refetch()} />
      ) : items.length === 0 && !hasNextPage ? (
        <Notice title="No entries">{view.q === '' && view.range.kind === 'all' && policy === '' ? 'An answer is kept when a call takes part in the cache and misses.' : 'No entry fits this filter, time and policy.'}</Notice>
      ) : (
        <div role="table" aria-label="Entries" aria-rowcount={-1} className={styles.table}>
          <div role="rowgroup">
            <div role="row" aria-rowindex={1} className={styles.entryHead}>
              <span role="columnheader">Asked and answered</span>
              <span role="columnheader">Model and policy</span>
              <span role="columnheader" title="0 to 1, as last judged">
                Quality
              </span>
              <span role="columnheader" title={zoneName}>
                Age
              </span>
              <span role="columnheader">
                <span className={shared.hidden}>Actions</span>
              </span>
            </div>
          </div>
          <VirtualRows
            label="Entries, newest first"
            role="rowgroup"
            count={items.length}
            rowHeight={56}
            getKey={(index) => `${items[index]?.interaction_id ?? ''} ${items[index]?.policy ?? ''} ${index}`}
            renderRow={(index) => {
              const entry = items[index];
              return (
                entry && (
                  <EntryRow
                    entry={entry}
                    index={index}
                    isBusy={pin.isPending && pin.variables.id === entry.interaction_id}
                    onPinned={(isPinned) => pin.mutate({ id: entry.interaction_id, isPinned })}
                    onEditAsked={() => setDialog({ kind: 'edit', entry })}
                    onEvictAsked={() => setDialog({ kind: 'evict', entry })}
                  />
                )
              );
            }}
            onEndNeared={loadMore}
            footer={<div className={styles.footer}>{hasNextPage ? 'Loading more …' : `${plural(items.length, 'entry', 'entries')} on this server`}</div>}
          />
        </div>
      )}
      {dialog.kind === 'evict' && <EvictDialog entry={dialog.entry} onClosed={close} onEvicted={() => (setEvicted(dialog.entry.interaction_id), close())} />}
      {dialog.kind === 'edit' && <EditDialog entry={dialog.entry} onClosed={close} />}
    </div>
  );
}
