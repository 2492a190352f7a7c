import { expect, test } from 'vitest';
import { amountOf } from './amount';

test.each([
  [0.5, 0.5],
  ['0.50', 0.5],
  ['1.', 1],
  ['2.05', 2.05],
  [' 3 ', 3],
  ['', undefined],
  ['-', undefined],
  [Number.NaN, undefined],
])('%s is the amount %s', (typed, amount) => {
  expect(amountOf(typed)).toBe(amount);
});
