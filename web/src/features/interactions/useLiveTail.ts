import { useDocumentVisibility } from '@mantine/hooks';
import { useQueryClient } from '@tanstack/react-query';
import { useCallback, useEffect, useRef, useState } from 'react';
import { openTail } from '../../api/tail';
import type { Summary } from '../../api/types';
import type { View } from '../../lib/view';
import { addToList, listQuery, refreshList } from './queries';

/** Arrivals are shown four times a second, however many there are. */
const showEveryMs = 250;
/** More than this in waiting is not merged: the list starts again from its newest page. */
const mostWaiting = 1000;
/** A list that has grown longer than this is cut back to its newest page, so that it can be followed for days. */
const mostRows = 5000;
/** A list fetched longer ago than this when the tail begins to listen may lack what came in between. */
const freshMs = 2000;

export type TailState = 'off' | 'connecting' | 'open' | 'broken';

export interface LiveTail {
  state: TailState;
  /** How many have come while the list was held. */
  waiting: number;
  show: () => void;
}

/** Keeps the list up to date while `isOn`. While `isHeld`, new ones are counted and kept back, so that nothing moves under the reader's eyes. */
export function useLiveTail(view: View, isOn: boolean, isHeld: boolean): LiveTail {
  const queries = useQueryClient();
  // A page in the background lets go of its connection: browsers allow few of them at a time.
  const isListening = useDocumentVisibility() === 'visible' && isOn;
  const [line, setLine] = useState<Exclude<TailState, 'off'>>('connecting');
  const [waiting, setWaiting] = useState(0);
  const buffer = useRef<Summary[]>([]);
  const hasGap = useRef(false);

  const show = useCallback(() => {
    const arrived = buffer.current;
    const isTooMuch = hasGap.current || arrived.length >= mostWaiting;
    buffer.current = [];
    hasGap.current = false;
    setWaiting(0);
    if (isTooMuch || (arrived.length > 0 && addToList(queries, view, arrived) > mostRows)) {
      refreshList(queries, view).catch(() => (hasGap.current = true));
    }
  }, [queries, view]);

  useEffect(() => {
    if (!isListening) return;
    const close = openTail(view.q, {
      onInteraction: (summary) => {
        if (buffer.current.length < mostWaiting) buffer.current.push(summary);
      },
      onOpen: () => {
        setLine('open');
        const fetchedAt = queries.getQueryState(listQuery(view).queryKey)?.dataUpdatedAt ?? 0;
        hasGap.current = fetchedAt > 0 && Date.now() - fetchedAt > freshMs;
      },
      onMissed: () => (hasGap.current = true),
      onBreak: () => setLine('broken'),
    });
    return () => {
      close();
      buffer.current = [];
      setWaiting(0);
      setLine('connecting');
    };
  }, [isListening, queries, view]);

  useEffect(() => {
    if (!isListening) return;
    const timer = setInterval(() => {
      const count = buffer.current.length;
      if (count === 0 && !hasGap.current) return;
      if (isHeld) setWaiting(Math.max(1, count));
      else show();
    }, showEveryMs);
    return () => clearInterval(timer);
  }, [isListening, isHeld, show]);

  return { state: isListening ? line : 'off', waiting, show };
}
