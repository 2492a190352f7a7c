import type { CachePolicyStatistics } from '../../api/types';

/** Two-sided 95 % of the normal distribution. */
const z = 1.959963984540054;

export interface WrongRate {
  checked: number;
  wrong: number;
  rate: number;
  low: number;
  high: number;
}

/** The checks of all policies together, and by Wilson between which rates the true one lies with 95 % confidence; null when nothing was checked. */
export function wrongRateOf(policies: readonly CachePolicyStatistics[]): WrongRate | null {
  const checked = policies.reduce((sum, policy) => sum + (policy.checks?.checked ?? 0), 0);
  const wrong = policies.reduce((sum, policy) => sum + (policy.checks?.wrong ?? 0), 0);
  if (checked === 0) return null;
  const rate = wrong / checked;
  const spread = (z * z) / checked;
  const centre = (rate + spread / 2) / (1 + spread);
  const half = (z * Math.sqrt((rate * (1 - rate)) / checked + spread / (4 * checked))) / (1 + spread);
  return { checked, wrong, rate, low: wrong === 0 ? 0 : Math.max(0, centre - half), high: wrong === checked ? 1 : Math.min(1, centre + half) };
}
