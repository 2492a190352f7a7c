import type { Summary } from './types';

export interface TailEvents {
  onInteraction: (summary: Summary) => void;
  /** Listening, for the first time or after a break. What happened before was not heard. */
  onOpen: () => void;
  /** The server left some out, because they came faster than they were read. */
  onMissed: () => void;
  /** The line broke; the browser tries again by itself. */
  onBreak: () => void;
}

/** Listens to new interactions that match the filter until the returned function is called. */
export function openTail(q: string, events: TailEvents): () => void {
  const source = new EventSource(q === '' ? '/api/tail' : `/api/tail?q=${encodeURIComponent(q)}`);
  source.onopen = () => events.onOpen();
  source.onerror = () => events.onBreak();
  source.addEventListener('lagging', () => events.onMissed());
  source.addEventListener('interaction', (event: MessageEvent<string>) => {
    events.onInteraction(JSON.parse(event.data) as Summary);
  });
  return () => source.close();
}
