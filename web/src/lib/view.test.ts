import { describe, expect, it } from 'vitest';
import { allTime, bounds, readView, term, writeView, type View } from './view';

const views: View[] = [
  { q: '', range: allTime },
  { q: 'model:"a b" -tag:x&y=1 "quoted+words" ü', range: allTime },
  { q: 'status:error', range: { kind: 'last', span: '24h' } },
  { q: '', range: { kind: 'between', from: '2026-11-19T00:00:00.000Z', to: '2026-11-20T00:00:00.000Z' } },
];

describe('view', () => {
  it.each(views)('comes back from the address as it went in: %j', (view) => {
    expect(readView(new URLSearchParams(writeView(view).toString()))).toEqual(view);
  });
  it('ignores what it does not know', () => {
    expect(readView(new URLSearchParams('range=5y&from=yesterday&to=2026-01-01'))).toEqual({ q: '', range: allTime });
  });
  it('counts a span back from now', () => {
    expect(bounds({ kind: 'last', span: '1h' }, new Date('2026-11-20T12:00:00Z'))).toEqual({ from: '2026-11-20T11:00:00.000Z' });
  });
  it('quotes values the filter language would read as more than a value', () => {
    expect(term('model', 'gpt-4o')).toBe('model:gpt-4o');
    expect(term('session', 'a "b" OR c')).toBe(String.raw`session:"a \"b\" OR c"`);
  });
});
