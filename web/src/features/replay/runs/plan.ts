import type { RunRequest } from '../../../api/types';
import { bounds, type Range } from '../../../lib/view';
import { mistakeIn, readJson, type ParameterRow } from '../edits';

/** A run as it is being written down. */
export interface Plan {
  filter: string;
  range: Range;
  limit: number | undefined;
  provider: string;
  model: string;
  /** Undefined leaves the recorded one; an empty text takes it away. */
  system: string | undefined;
  parameters: readonly ParameterRow[];
  evaluators: readonly string[];
  concurrency: number;
  ratePerMinute: number | undefined;
  budgetUsd: number | undefined;
}

export const emptyPlan: Plan = { filter: '', range: { kind: 'all' }, limit: undefined, provider: '', model: '', system: undefined, parameters: [], evaluators: [], concurrency: 4, ratePerMinute: undefined, budgetUsd: undefined };

export function isReady(plan: Plan): boolean {
  return plan.parameters.every((row) => mistakeIn(row, plan.parameters) === undefined);
}

const given = (text: string) => (text.trim() === '' ? undefined : text.trim());

/** Only what was written down is asked for. */
export function requestOf(plan: Plan, now: Date): RunRequest {
  const parameters: Record<string, unknown> = {};
  for (const { name, json } of plan.parameters) {
    const read = readJson(json);
    if (name.trim() !== '' && read !== undefined) parameters[name.trim()] = read.value;
  }
  const evaluators = plan.evaluators.map((one) => one.trim()).filter((one) => one !== '');
  return {
    ...bounds(plan.range, now),
    filter: plan.filter.trim(),
    limit: plan.limit,
    provider: given(plan.provider),
    model: given(plan.model),
    system: plan.system,
    parameters: Object.keys(parameters).length === 0 ? undefined : parameters,
    evaluators: evaluators.length === 0 ? undefined : evaluators,
    concurrency: plan.concurrency,
    rate_per_minute: plan.ratePerMinute,
    budget_usd: plan.budgetUsd,
  };
}
