import { Skeleton } from '@mantine/core';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { useCallback, useMemo } from 'react';
import { useSearchParams } from 'react-router';
import { fieldsQuery } from '../../api/fields';
import { ApiError } from '../../api/problem';
import { plural } from '../../lib/format';
import { readView, writeView, type View } from '../../lib/view';
import { ErrorNotice } from '../../ui/ErrorNotice';
import { Notice } from '../../ui/Notice';
import { VirtualRows } from '../../ui/VirtualRows';
import { FilterBox } from '../../ui/filter/FilterBox';
import { FilterMistake } from '../../ui/filter/FilterMistake';
import { RangePicker } from '../../ui/filter/RangePicker';
import { sessionsQuery } from './queries';
import { SessionRow, SessionsHead } from './SessionRow';
import styles from './sessions.module.css';

/** Sessions with the latest first: calls that belong together. */
export function SessionsPage() {
  const [params, setParams] = useSearchParams();
  const view = useMemo(() => readView(params), [params]);
  const change = (changed: Partial<View>) => setParams(writeView({ ...view, ...changed }));
  const fields = useQuery(fieldsQuery);
  const { data, error, isPending, isFetching, hasNextPage, isFetchNextPageError, fetchNextPage, refetch } = useInfiniteQuery(sessionsQuery(view));
  const items = useMemo(() => data?.pages.flatMap((page) => page.items) ?? [], [data]);
  const loadMore = useCallback(() => {
    if (hasNextPage && !isFetching && !isFetchNextPageError) void fetchNextPage();
  }, [hasNextPage, isFetching, isFetchNextPageError, fetchNextPage]);
  const filterError = error instanceof ApiError && error.status === 400 ? error.message : undefined;
  return (
    <div className={styles.page}>
      <title>Sessions · Reprise</title>
      <div className={styles.toolbar}>
        <FilterBox value={view.q} fields={fields.data ?? []} error={filterError} onApplied={(q) => change({ q })} />
        <RangePicker range={view.range} onChosen={(range) => change({ range })} />
      </div>
      {isPending ? (
        <Skeleton height={300} m="md" width="auto" aria-label="Loading sessions" />
      ) : filterError !== undefined ? (
        <FilterMistake />
      ) : error !== null && items.length === 0 ? (
        <ErrorNotice error={error} onRetried={() => void refetch()} />
      ) : items.length === 0 ? (
        <Notice title="No sessions">
          Calls that carry the same <code>Reprise-Session</code> header are shown here as one conversation.
        </Notice>
      ) : (
        <div role="table" aria-label="Sessions" aria-rowcount={-1} className={styles.table}>
          <SessionsHead />
          <VirtualRows
            label="Sessions, latest first"
            role="rowgroup"
            count={items.length}
            rowHeight={44}
            getKey={(index) => items[index]?.session_id ?? String(index)}
            renderRow={(index) => items[index] && <SessionRow session={items[index]} index={index} />}
            onEndNeared={loadMore}
            footer={<div className={styles.footer}>{hasNextPage ? 'Loading more …' : plural(items.length, 'session')}</div>}
          />
        </div>
      )}
    </div>
  );
}
