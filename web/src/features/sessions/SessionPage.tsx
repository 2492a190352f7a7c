import { Skeleton } from '@mantine/core';
import { IconChevronLeft } from '@tabler/icons-react';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useCallback, useMemo, type ReactNode } from 'react';
import { Link, useParams } from 'react-router';
import type { SessionSummary, Summary } from '../../api/types';
import { formatCompact, formatCount, formatMs, formatUsd } from '../../lib/format';
import { fullTime } from '../../lib/time';
import { allTime, searchOf, term } from '../../lib/view';
import { ErrorNotice } from '../../ui/ErrorNotice';
import { HostileText } from '../../ui/HostileText';
import { Measure, Measures } from '../../ui/Measure';
import { VirtualRows } from '../../ui/VirtualRows';
import { sessionQuery } from './queries';
import { durationMs } from './SessionRow';
import styles from './sessions.module.css';

interface Props {
  renderTurn: (item: Summary, isOpening: boolean) => ReactNode;
  /** What else can be done with the session. */
  renderTools: (id: string) => ReactNode;
}

/** A session read from its beginning, as one conversation. How a turn looks is given by the application. */
export function SessionPage({ renderTurn, renderTools }: Props) {
  const { id = '' } = useParams();
  const { data, error, isPending, isFetching, hasNextPage, isFetchNextPageError, fetchNextPage, refetch } = useInfiniteQuery(sessionQuery(id));
  const items = useMemo(() => data?.pages.flatMap((page) => page.items) ?? [], [data]);
  const loadMore = useCallback(() => {
    if (hasNextPage && !isFetching && !isFetchNextPageError) void fetchNextPage();
  }, [hasNextPage, isFetching, isFetchNextPageError, fetchNextPage]);
  const firstModelCall = items.findIndex((item) => item.kind === 'llm');
  const summary = data?.pages[0]?.summary;
  return (
    <div className={styles.page}>
      <title>Session · Reprise</title>
      <header className={styles.header}>
        <div className={styles.crumbs}>
          <Link to="/sessions">
            <IconChevronLeft size={15} aria-hidden /> Sessions
          </Link>
          <Link to={`/interactions${searchOf({ q: term('session', id), range: allTime })}`}>Show as a list</Link>
        </div>
        <div className={styles.title}>
          <h1>
            <HostileText text={id} />
          </h1>
          {renderTools(id)}
        </div>
        {summary && <SessionFigures summary={summary} />}
      </header>
      {isPending ? (
        <Skeleton height={300} m="md" width="auto" aria-label="Loading the session" />
      ) : error !== null && items.length === 0 ? (
        <ErrorNotice error={error} onRetried={() => void refetch()} />
      ) : (
        <VirtualRows
          label="Turns, oldest first"
          role="list"
          count={items.length}
          rowHeight={220}
          isMeasured
          getKey={(index) => items[index]?.interaction_id ?? String(index)}
          renderRow={(index) => items[index] && renderTurn(items[index], index === firstModelCall)}
          onEndNeared={loadMore}
          footer={<div className={styles.footer}>{hasNextPage ? 'Loading more …' : 'End of the session'}</div>}
        />
      )}
    </div>
  );
}

function SessionFigures({ summary }: { summary: SessionSummary }) {
  return (
    <Measures>
      <Measure name="Calls" value={formatCount(summary.interactions)} note={summary.errors > 0 ? `${formatCount(summary.errors)} failed` : ''} />
      <Measure name="Tokens in" value={formatCompact(summary.prompt_tokens)} />
      <Measure name="Tokens out" value={formatCompact(summary.completion_tokens)} />
      <Measure name="Cost" value={formatUsd(summary.cost_usd)} />
      <Measure name="Lasted" value={formatMs(durationMs(summary))} />
      <Measure name="Began" value={fullTime(new Date(summary.first_timestamp))} />
    </Measures>
  );
}
