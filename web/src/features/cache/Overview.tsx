import { Skeleton } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { allTime, type Range } from '../../lib/view';
import { ErrorNotice } from '../../ui/ErrorNotice';
import { Notice } from '../../ui/Notice';
import { HitRateChart } from './HitRateChart';
import { PolicyTable } from './PolicyTable';
import { policiesQuery, statisticsQuery, timelineQuery } from './queries';
import { Reasons } from './Reasons';
import { Tiles } from './Tiles';
import styles from './overview.module.css';

/** The figures of a time: what was answered, what that saved, and how often it was wrong. */
export function Overview({ range, policy }: { range: Range; policy: string }) {
  const statistics = useQuery(statisticsQuery(range, policy));
  const timeline = useQuery(timelineQuery(range, policy));
  const policies = useQuery(policiesQuery);
  if (statistics.isPending) return <OverviewSkeleton />;
  if (statistics.isError && statistics.data === undefined) return <ErrorNotice error={statistics.error} onRetried={() => void statistics.refetch()} />;
  const { total, reasons = [], policies: counted = [] } = statistics.data;
  const isEmpty = (total.lookups ?? 0) + (total.bypasses ?? 0) === 0;
  return (
    <div className={styles.overview}>
      {isEmpty ? (
        <NothingLookedUp isNarrowed={range.kind !== allTime.kind || policy !== ''} />
      ) : (
        <>
          <Tiles statistics={statistics.data} />
          <div className={styles.columns}>
            <section className={styles.section} aria-labelledby="cache-over-time">
              <h2 id="cache-over-time">Hit rate over time</h2>
              {timeline.isPending ? (
                <Skeleton height={190} aria-label="Loading the chart" />
              ) : timeline.isError && timeline.data === undefined ? (
                <ErrorNotice error={timeline.error} onRetried={() => void timeline.refetch()} />
              ) : (
                <HitRateChart timeline={timeline.data} />
              )}
            </section>
            <section className={styles.section} aria-labelledby="cache-reasons">
              <h2 id="cache-reasons">Why not answered</h2>
              <Reasons reasons={reasons} policy={policy} range={range} />
            </section>
          </div>
        </>
      )}
      <section className={styles.section} aria-labelledby="cache-policies">
        <h2 id="cache-policies">Policies</h2>
        {policies.isPending ? (
          <Skeleton height={120} aria-label="Loading policies" />
        ) : policies.isError ? (
          <ErrorNotice error={policies.error} onRetried={() => void policies.refetch()} />
        ) : (
          <PolicyTable policies={policies.data} only={policy} counted={counted} />
        )}
      </section>
    </div>
  );
}

function NothingLookedUp({ isNarrowed }: { isNarrowed: boolean }) {
  return isNarrowed ? (
    <Notice title="Nothing was looked up">No call on record took part in the cache in this time and under this policy.</Notice>
  ) : (
    <Notice title="Nothing was looked up yet">
      A request takes part when it carries the header <code>Reprise-Cache: on</code>. Set <code>Cache:Use=always</code> and all do that do not refuse.
    </Notice>
  );
}

function OverviewSkeleton() {
  return (
    <div className={styles.overview} aria-busy="true" aria-label="Loading the cache">
      <Skeleton height={92} />
      <Skeleton height={220} />
      <Skeleton height={160} />
    </div>
  );
}
