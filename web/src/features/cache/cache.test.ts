import { describe, expect, it } from 'vitest';
import type { CacheBucket } from '../../api/types';
import { barsOf, spanOf, widthFor } from './buckets';
import { outcomeWords } from './CacheNote';
import { verdictOf } from './Decision';
import { explainPath, readPage, writePage, type PageState } from './url';
import { modeWords, reasonWords, strictnessOf } from './words';
import { wrongRateOf } from './wrongRate';

const bucket = (bucket: string, exact: number, semantic: number, misses: number): CacheBucket => ({
  bucket, saved_cost_usd: 0, count: { lookups: exact + semantic + misses, hits_exact: exact, hits_semantic: semantic, misses },
});
const checked = (all: number, wrong: number) => ({ policy: 'a', count: {}, checks: { checked: all, wrong, wrong_rate: wrong / all, low: 0, high: 1 } });

describe('the address', () => {
  const states: PageState[] = [
    { tab: 'overview', view: { q: '', range: { kind: 'all' } }, policy: '', id: '' },
    { tab: 'entries', view: { q: 'model:gpt-4o "a b"', range: { kind: 'last', span: '24h' } }, policy: 'aggressive', id: '' },
    { tab: 'explain', view: { q: '', range: { kind: 'all' } }, policy: '', id: '01997f2c-0000-7000-8000-000000000000' },
  ];
  it.each(states)('says what the page shows: $tab', (state) => expect(readPage(new URLSearchParams(writePage(state).toString()))).toEqual(state));
  it('of an explanation leads to it', () => expect(readPage(new URL(explainPath('a&b'), 'http://x').searchParams)).toMatchObject({ tab: 'explain', id: 'a&b' }));
  it('falls back to the overview', () => expect(readPage(new URLSearchParams('tab=nothing')).tab).toBe('overview'));
});

describe('the steps of the chart', () => {
  it('are as fine as sixty bars allow', () => {
    expect(widthFor(50_000).text).toBe('1s');
    expect(widthFor(3_600_000).text).toBe('1m');
    expect(widthFor(Number.POSITIVE_INFINITY).text).toBe('1w');
  });

  it('include those in which nothing was looked up', () => {
    const buckets = [bucket('2026-11-20T10:00:00Z', 1, 0, 1), bucket('2026-11-20T10:03:00Z', 0, 1, 3)];
    const width = { text: '1m', ms: 60_000 };
    expect(barsOf(buckets, width).map(({ lookups, exact, semantic }) => [lookups, exact, semantic])).toEqual([[2, 0.5, 0], [0, 0, 0], [0, 0, 0], [4, 0, 0.25]]);
    expect(spanOf(buckets, width)).toBe(240_000);
  });

  it('are not endless where one call came long before the others', () => {
    const bars = barsOf([bucket('2020-01-01T00:00:00Z', 1, 0, 0), bucket('2026-11-20T10:00:00Z', 1, 0, 0)], { text: '1m', ms: 60_000 });
    expect(bars.length).toBeLessThan(500);
    expect(bars.at(-1)?.lookups).toBe(1);
  });
});

describe('the rate of wrong answers', () => {
  it('comes with its interval', () => {
    expect(wrongRateOf([])).toBeNull();
    const two = wrongRateOf([checked(60, 4), checked(140, 0)]);
    expect(two).toMatchObject({ checked: 200, wrong: 4, rate: 0.02 });
    expect(two?.low).toBeCloseTo(0.0078, 4);
    expect(two?.high).toBeCloseTo(0.0503, 4);
    expect(wrongRateOf([checked(20, 0)])?.low).toBe(0);
  });
});

describe('in words', () => {
  it('reasons are sentences, and one that is new is at least readable', () => {
    expect(reasonWords('guard_numbers')).toBe('Numbers differ');
    expect(reasonWords('a_reason_of_tomorrow')).toBe('a reason of tomorrow');
  });

  it('a policy is as set, tightened, or answers nothing but the very same request', () => {
    expect([strictnessOf(0.01, 0.99), strictnessOf(0.01, 0.995), strictnessOf(0.01, 2)]).toEqual(['as_set', 'tightened', 'same_only']);
    expect(modeWords('serve', 'exact')).toBe('Answers the very same request');
  });

  it('a decision says how sure it was and how sure it had to be', () => {
    const base = { policy: 'default', key: { partition: 'a', exact: 'b' }, candidates: [], required_probability: 0.99 };
    expect(verdictOf({ ...base, status: 'semantic', similarity: 0.97, probability: 0.995 })).toContain('probability of 99.5%, where 99% is asked');
    expect(verdictOf({ ...base, status: 'miss', reason: 'below_probability', probability: 0.5 })).toBe('It would not be answered: the nearest answer is right with a probability of 50%, and 99% is asked.');
    expect(verdictOf({ ...base, status: 'bypass', reason: 'temperature' })).toBe('The cache would let it pass: its temperature is above what the policy allows.');
  });

  it('an outcome on record says what happened and how near it was', () => {
    expect(outcomeWords({ status: 'semantic', similarity: 0.9712 })).toBe('Answered from the cache: the same had been asked in other words (similarity 0.971).');
    expect(outcomeWords({ status: 'miss', reason: 'guard_numbers', similarity: 0.9512 })).toBe('Not answered from the cache: numbers differ. The nearest question had a similarity of 0.951.');
    expect(outcomeWords({ status: 'bypass' })).toBe('The cache let it pass.');
  });
});
