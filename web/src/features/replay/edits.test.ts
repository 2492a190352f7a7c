import { describe, expect, it } from 'vitest';
import type { ReplayedCall } from '../../api/types';
import { changedParameters, changesOf, editsOf, mistakeIn, orderOf, reset } from './edits';

const call = { interaction_id: '1', status: 'success', prompt: 'Why?', system_prompt: 'Be short.', provider: 'openai', model: 'gpt-4o-mini', parameters: { temperature: 0.2, stop: ['\n'] } } as unknown as ReplayedCall;
const row = (name: string, json: string) => ({ key: name, name, json });

describe('edits of a recorded call', () => {
  it('ask for nothing when nothing was changed', () => expect(orderOf(call, editsOf(call))).toEqual({}));

  it('ask only for what was changed', () => {
    const edits = { ...editsOf(call), prompt: 'Why not?', parameters: [row('temperature', '0'), row('seed', '7')] };
    expect(orderOf(call, edits)).toEqual({ prompt: 'Why not?', parameters: { temperature: 0, seed: 7, stop: null } });
    expect([...changesOf(call, edits)]).toEqual(['prompt', 'parameters']);
  });

  it('take a value written otherwise for the same', () => expect(changedParameters(call, [row('temperature', ' 0.20 '), row('stop', '[ "\\n" ]')])).toEqual({}));

  it('take the system prompt away with an empty text', () => expect(orderOf(call, { ...editsOf(call), system: '' })).toEqual({ system: '' }));

  it('are set back part by part', () => {
    const edits = { ...editsOf(call), prompt: 'x', model: 'gpt-4o' };
    expect(orderOf(call, reset(call, edits, 'prompt'))).toEqual({ model: 'gpt-4o' });
  });

  it('say what is wrong with a parameter', () => {
    expect(mistakeIn(row('user', 'me'), [])).toContain('quotes');
    expect(mistakeIn(row('', '1'), [])).toContain('no name');
    const rows = [row('seed', '1'), { ...row('seed', '2'), key: 'new 1' }];
    expect(mistakeIn({ key: 'x', name: 'seed', json: '3' }, rows)).toContain('Two');
    expect(mistakeIn(row('', ''), [])).toBeUndefined();
  });
});
