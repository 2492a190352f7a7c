import type { ReplayedCall, ReplayOrder } from '../../api/types';

/** One parameter of the request as it is edited: its value is JSON text. */
export interface ParameterRow {
  /** Stays the same while the row is edited. */
  key: string;
  name: string;
  json: string;
}

/** A call as it is to be sent. */
export interface Edits {
  prompt: string;
  system: string;
  provider: string;
  model: string;
  parameters: readonly ParameterRow[];
  times: number;
}

/** What can be changed and set back by itself. */
export type Part = 'prompt' | 'system' | 'provider' | 'model' | 'parameters';

export const mostTimes = 20;

export function editsOf(call: ReplayedCall): Edits {
  const { prompt, system_prompt: system, provider, model } = call;
  const parameters = Object.entries(parametersOf(call)).map(([name, value]) => ({ key: name, name, json: JSON.stringify(value) }));
  return { prompt: prompt ?? '', system: system ?? '', provider: provider ?? '', model: model ?? '', parameters, times: 1 };
}

export function parametersOf({ parameters }: ReplayedCall): Record<string, unknown> {
  const all: unknown = parameters;
  return typeof all === 'object' && all !== null && !Array.isArray(all) ? { ...all } : {};
}

/** JSON text as its value, or undefined where it is none. */
export function readJson(text: string): { value: unknown } | undefined {
  try {
    return { value: JSON.parse(text) };
  } catch {
    return undefined;
  }
}

/** What is wrong with a row, or nothing. An empty row is not there at all. */
export function mistakeIn(row: ParameterRow, rows: readonly ParameterRow[]): string | undefined {
  if (row.name.trim() === '') return row.json.trim() === '' ? undefined : 'It has no name.';
  if (rows.some((other) => other !== row && other.name.trim() === row.name.trim())) return 'Two have this name.';
  return readJson(row.json) === undefined ? 'The value is no JSON; a text needs quotes.' : undefined;
}

/** Parameters that are not as they were, and null for those that are gone. Those that cannot be read are left out. */
export function changedParameters(call: ReplayedCall, rows: readonly ParameterRow[]): Record<string, unknown> {
  const before = parametersOf(call);
  const changed: Record<string, unknown> = {};
  for (const name of Object.keys(before)) if (!rows.some((row) => row.name.trim() === name)) changed[name] = null;
  for (const row of rows) {
    const name = row.name.trim();
    const read = readJson(row.json);
    if (name === '' || read === undefined) continue;
    if (!(name in before) || JSON.stringify(before[name]) !== JSON.stringify(read.value)) changed[name] = read.value;
  }
  return changed;
}

export function changesOf(call: ReplayedCall, edits: Edits): Set<Part> {
  const before = editsOf(call);
  const parts = new Set<Part>((['prompt', 'system', 'provider', 'model'] as const).filter((part) => before[part] !== edits[part]));
  if (Object.keys(changedParameters(call, edits.parameters)).length > 0) parts.add('parameters');
  return parts;
}

/** Only what was changed is asked for, so that the rest keeps its bytes. */
export function orderOf(call: ReplayedCall, edits: Edits): ReplayOrder {
  const parts = changesOf(call, edits);
  const order: ReplayOrder = {};
  for (const part of ['prompt', 'system', 'provider', 'model'] as const) if (parts.has(part)) order[part] = edits[part];
  if (parts.has('parameters')) order.parameters = changedParameters(call, edits.parameters);
  if (edits.times > 1) order.times = edits.times;
  return order;
}

export function reset(call: ReplayedCall, edits: Edits, part: Part): Edits {
  return { ...edits, [part]: editsOf(call)[part] };
}
