import type { Summary } from '../api/types';

/** Stands in for the browser's EventSource, which jsdom lacks: a test says what arrives and when. */
export class FakeEventSource extends EventTarget {
  static open: FakeEventSource[] = [];

  onopen: (() => void) | null = null;
  onerror: (() => void) | null = null;

  constructor(readonly url: string) {
    super();
    FakeEventSource.open.push(this);
    queueMicrotask(() => this.onopen?.());
  }

  close(): void {
    FakeEventSource.open = FakeEventSource.open.filter((source) => source !== this);
  }

  static send(summary: Summary): void {
    for (const source of FakeEventSource.open) source.dispatchEvent(new MessageEvent('interaction', { data: JSON.stringify(summary) }));
  }
}
