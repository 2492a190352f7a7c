import { useInfiniteQuery, useQuery, useQueryClient } from '@tanstack/react-query';
import { useCallback, useMemo, useRef, useState, type ReactNode } from 'react';
import { Outlet, useParams } from 'react-router';
import { fieldsQuery } from '../../api/fields';
import { ApiError } from '../../api/problem';
import { plural } from '../../lib/format';
import { ErrorNotice } from '../../ui/ErrorNotice';
import { Notice } from '../../ui/Notice';
import type { RowsHandle } from '../../ui/VirtualRows';
import { FilterMistake } from '../../ui/filter/FilterMistake';
import { InteractionTable, TableSkeleton } from './InteractionTable';
import { listQuery, refreshList, rowsOf } from './queries';
import { Toolbar } from './Toolbar';
import { usePageState } from './url';
import { useLiveTail } from './useLiveTail';
import { useRowKeys } from './useRowKeys';
import styles from './page.module.css';

/** The list, and beside it the interaction that is open. `firstRun` stands in for a list that has never had a row. */
export function InteractionsPage({ firstRun }: { firstRun: ReactNode }) {
  const { id: openId } = useParams();
  const [{ view, isLive }, change] = usePageState();
  const queries = useQueryClient();
  const fields = useQuery(fieldsQuery);
  const list = useInfiniteQuery(listQuery(view));
  const items = useMemo(() => (list.data === undefined ? [] : rowsOf(list.data)), [list.data]);
  const [isAtTop, setAtTop] = useState(true);
  const rows = useRef<RowsHandle>(null);

  const isPlain = view.q === '' && view.range.kind === 'all';
  const isFirstRun = list.isSuccess && items.length === 0 && isPlain && openId === undefined;
  const tail = useLiveTail(view, (isLive || isFirstRun) && view.range.kind !== 'between' && !list.isError, !isAtTop);
  useRowKeys(items, openId, rows);

  const { hasNextPage, isFetching, isFetchNextPageError, fetchNextPage } = list;
  const loadMore = useCallback(() => {
    if (hasNextPage && !isFetching && !isFetchNextPageError) void fetchNextPage();
  }, [hasNextPage, isFetching, isFetchNextPageError, fetchNextPage]);
  const showWaiting = () => {
    tail.show();
    rows.current?.reveal(0);
  };

  if (isFirstRun) return firstRun;
  const filterError = list.error instanceof ApiError && list.error.status === 400 ? list.error.message : undefined;
  const footer = hasNextPage ? 'Loading more …' : plural(items.length, 'interaction');
  return (
    <div className={styles.page} data-open={openId !== undefined}>
      <title>Interactions · Reprise</title>
      <section className={styles.list} aria-label="List of interactions">
        <Toolbar
          view={view}
          fields={fields.data ?? []}
          error={filterError}
          isLive={isLive}
          tail={tail.state}
          onViewChanged={(changed) => change({ view: { ...view, ...changed } })}
          onLiveChanged={(live) => change({ isLive: live })}
          onRefreshed={() => void refreshList(queries, view).catch(() => list.refetch())}
        />
        {list.isPending ? (
          <TableSkeleton />
        ) : filterError !== undefined ? (
          <FilterMistake />
        ) : list.isError && items.length === 0 ? (
          <ErrorNotice error={list.error} onRetried={() => void list.refetch()} />
        ) : items.length === 0 ? (
          <Notice title="Nothing matches">No interaction on record fits this filter and time range.</Notice>
        ) : (
          <InteractionTable ref={rows} items={items} openId={openId} waiting={tail.waiting} footer={footer} onEndNeared={loadMore} onTopChanged={setAtTop} onWaitingShown={showWaiting} />
        )}
      </section>
      <Outlet />
    </div>
  );
}
