import { Skeleton, Tabs } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { ReplayedCall, ReplayResult, Summary } from '../../api/types';
import { formatMs, formatShare, formatUsd, plural } from '../../lib/format';
import { dayAndTime } from '../../lib/time';
import { HostileText } from '../../ui/HostileText';
import { Measure, Measures } from '../../ui/Measure';
import { Compared, Plain } from './Compared';
import { Obstacle } from './Obstacle';
import { NotCarried } from './Preview';
import { comparedQuery, earlierQuery, timesOf } from './queries';
import compared from './compared.module.css';
import styles from './page.module.css';

/** More are found by a search. */
const mostTabs = 24;

interface Props {
  id: string;
  original: ReplayedCall;
  /** The replay that is looked at; none for the newest. */
  chosen: string | null;
  /** What came of replays in this window, newest first. */
  results: readonly ReplayResult[];
  onChosen: (replayId: string) => void;
}

/** Every replay of a call, those of this window and those that were on record before, one of them compared. */
export function Results({ id, original, chosen, results, onChosen }: Props) {
  const earlier = useQuery(earlierQuery(id));
  const items = unique(earlier.data ?? []);
  const shown = chosen ?? items[0]?.interaction_id;
  if (shown === undefined) {
    return earlier.isPending ? (
      <Skeleton height={200} aria-label="Looking for replays" />
    ) : (
      <section aria-label="Original" className={compared.side}>
        <header>
          <strong>Original</strong>
          <span>Its answer; a replay comes beside it.</span>
        </header>
        <Plain call={original} />
      </section>
    );
  }
  const tabs = items.some((item) => item.interaction_id === shown) ? items : [{ interaction_id: shown, timestamp: '', kind: 'llm', status: 'success', stream: false }, ...items];
  const visible = tabs.filter((item, at) => at < mostTabs || item.interaction_id === shown);
  return (
    <Tabs value={shown} keepMounted={false} variant="pills" onChange={(value) => value !== null && onChosen(value)}>
      <Tabs.List aria-label="Replays" className={styles.tabs}>
        {visible.map((item) => (
          <Tabs.Tab key={item.interaction_id} value={item.interaction_id}>
            <span className={styles.tab}>
              {item.timestamp === '' ? 'Replay' : dayAndTime(new Date(item.timestamp), new Date())}
              <small>
                <HostileText text={item.status === 'success' ? (item.model ?? '') : item.status} />
              </small>
            </span>
          </Tabs.Tab>
        ))}
        {tabs.length > visible.length && <small className={styles.moreTabs}>and {plural(tabs.length - visible.length, 'more')}</small>}
      </Tabs.List>
      <Tabs.Panel value={shown} className={styles.panel}>
        <Together results={results} replayId={shown} />
        <Pair id={id} replayId={shown} results={results} />
      </Tabs.Panel>
    </Tabs>
  );
}

function unique(items: readonly Summary[]): Summary[] {
  return [...new Map(items.map((item) => [item.interaction_id, item])).values()];
}

const holds = (result: ReplayResult, replayId: string) => timesOf(result).some(({ replay }) => replay.interaction_id === replayId);

function Pair({ id, replayId, results }: { id: string; replayId: string; results: readonly ReplayResult[] }) {
  const { data, error, isPending, refetch } = useQuery(comparedQuery(id, replayId));
  const result = results.find((one) => holds(one, replayId));
  if (isPending) return <Skeleton height={300} aria-label="Loading the comparison" />;
  if (error !== null) return <Obstacle error={error} onRetried={() => void refetch()} />;
  return (
    <>
      {result?.notes !== undefined && result.notes.length > 0 && (
        <ul className={styles.noteList} aria-label="To be known">
          {result.notes.map((note, at) => (
            <li key={at}>
              <HostileText text={note} />
            </li>
          ))}
        </ul>
      )}
      {result?.request.not_carried !== undefined && <NotCarried items={result.request.not_carried} />}
      <Compared pair={data} />
    </>
  );
}

/** Of a call that was sent several times: how steady its answers are. */
function Together({ results, replayId }: { results: readonly ReplayResult[]; replayId: string }) {
  const summary = results.find((one) => holds(one, replayId))?.summary;
  if (summary === undefined) return null;
  return (
    <section aria-label="All times together" className={styles.together}>
      <Measures>
        <Measure name="Sent" value={plural(summary.times, 'time')} />
        <Measure name="Same as the original" value={summary.same} />
        <Measure name="Different answers" value={summary.different_answers} />
        <Measure name="Failed" value={summary.failed} />
        <Measure name="Words in common" value={formatShare(summary.mean_response_similarity)} note="mean" />
        <Measure name="Latency" value={formatMs(summary.median_latency_ms)} note="median" />
        <Measure name="Cost" value={formatUsd(summary.cost_usd)} note="together" />
      </Measures>
    </section>
  );
}
