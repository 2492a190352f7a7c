import type { ComparedCalls, RunState } from '../../api/types';
import { formatShare } from '../../lib/format';
import type { Part } from './edits';

export const partNames: Record<Part, string> = { prompt: 'Prompt', system: 'System prompt', provider: 'Provider', model: 'Model', parameters: 'Parameters' };

/** What came of a replay, in one sentence. */
export function verdictOf({ replay, comparison }: ComparedCalls): { tone: 'same' | 'other' | 'failed'; text: string } {
  if (replay.status !== 'success' && comparison.status.original === 'success') return { tone: 'failed', text: 'The replay ended in no answer.' };
  if (comparison.same) return { tone: 'same', text: 'The same answer.' };
  const share = formatShare(comparison.response_similarity);
  if (!comparison.tool_calls_equal) return { tone: 'other', text: `Other tool calls; ${share} of the words in common.` };
  if (comparison.json_equal === true) return { tone: 'same', text: 'The same JSON, written otherwise.' };
  return { tone: 'other', text: `Another answer; ${share} of the words in common.` };
}

/** What was asked otherwise. */
export function askedOtherwise({ original, replay, comparison }: ComparedCalls): string[] {
  const found: [boolean, string][] = [
    [original.provider !== replay.provider, 'provider'],
    [comparison.model_modified, 'model'],
    [comparison.prompt_modified, 'prompt'],
    [comparison.system_modified, 'system prompt'],
    [comparison.params_modified, 'parameters'],
  ];
  return found.filter(([isSo]) => isSo).map(([, name]) => name);
}

export const stateNames: Record<RunState, string> = { running: 'Running', stopped: 'Stopped', budget_reached: 'Out of budget', done: 'Done', failed: 'Failed', interrupted: 'Interrupted' };

export const branchStates: Record<string, string> = { running: 'Running', completed: 'Done', stopped: 'Could not go on', interrupted: 'Interrupted' };

const differences: Record<string, string> = { status: 'ended otherwise', tool_calls: 'other tool calls', json: 'other JSON', text: 'another text' };

/** How a turn of a branch differs from what is on record. */
export function differenceWords(difference: string | undefined): string {
  return difference === undefined ? 'the recorded answer' : (differences[difference] ?? difference);
}

const outcomes: Record<string, string> = { win: 'better', loss: 'worse', tie: 'as good', changed: 'another answer', same: 'the same answer', failed: 'failed', alone: 'nothing to compare with', untold: 'nobody can tell', missing: 'no replay' };

export function outcomeWords(outcome: string): string {
  return outcomes[outcome] ?? outcome;
}

/** A p-value as what it means. */
export function chanceWords(p: number): string {
  if (p < 0.001) return 'Chance alone would hardly ever be as one-sided as this';
  if (p < 0.05) return `Chance alone would be as one-sided as this in ${formatShare(p)} of cases`;
  return `That may well be chance: it would be as one-sided as this in ${formatShare(p)} of cases`;
}
