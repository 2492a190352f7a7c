import type { SessionReplay } from '../../../api/types';
import { mistakeIn, readJson, type ParameterRow } from '../edits';

export const modes = [
  { value: 'pinned', label: 'Pinned' },
  { value: 'free', label: 'Free' },
] as const;

/** A replay of a session as it is being written down. */
export interface Order {
  mode: 'pinned' | 'free';
  fromTurn: number;
  provider: string;
  model: string;
  prompt: string;
  /** Undefined leaves the recorded one; an empty text takes it away. */
  system: string | undefined;
  parameters: readonly ParameterRow[];
  liveTools: readonly string[];
}

export const emptyOrder: Order = { mode: 'pinned', fromTurn: 1, provider: '', model: '', prompt: '', system: undefined, parameters: [], liveTools: [] };

export function isReady(order: Order): boolean {
  return order.parameters.every((row) => mistakeIn(row, order.parameters) === undefined);
}

const given = (text: string) => (text.trim() === '' ? undefined : text.trim());

export function orderOf(order: Order): SessionReplay {
  const parameters: Record<string, unknown> = {};
  for (const { name, json } of order.parameters) {
    const read = readJson(json);
    if (name.trim() !== '' && read !== undefined) parameters[name.trim()] = read.value;
  }
  const tools = order.mode === 'free' && order.liveTools.length > 0 ? Object.fromEntries(order.liveTools.map((tool) => [tool, 'live'])) : undefined;
  return {
    mode: order.mode,
    from_turn: order.fromTurn,
    changes: {
      provider: given(order.provider),
      model: given(order.model),
      prompt: order.prompt === '' ? undefined : order.prompt,
      system: order.system,
      parameters: Object.keys(parameters).length === 0 ? undefined : parameters,
    },
    tools,
  };
}
