import { expect, it } from 'vitest';
import { allTime } from '../../lib/view';
import { readPage, writePage, type PageState } from './url';

const states: PageState[] = [
  { view: { q: '', range: allTime }, isLive: true, tab: 'conversation' },
  { view: { q: 'tag:nightly refund', range: { kind: 'last', span: '7d' } }, isLive: false, tab: 'response' },
];

it.each(states)('page state comes back from the address as it went in: %j', (state) => {
  expect(readPage(new URLSearchParams(writePage(state).toString()))).toEqual(state);
});

it('the plain page has a plain address', () => {
  expect(writePage({ view: { q: '', range: allTime }, isLive: true, tab: 'conversation' }).toString()).toBe('');
});
