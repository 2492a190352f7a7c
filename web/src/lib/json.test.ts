import { describe, expect, it } from 'vitest';
import { layOut, layOutBody, tokens } from './json';

describe('layOut', () => {
  it('indents as JSON.stringify does', () => {
    for (const value of [{ a: 1, b: [true, null, 'x'], c: {}, d: [] }, [], 'text', [[1], [2, { e: 'ü"\\' }]]]) {
      expect(layOut(JSON.stringify(value))).toBe(JSON.stringify(value, null, 2));
    }
  });
  it('keeps long numbers and repeated keys as they were written', () => {
    expect(layOut('{"n":12345678901234567890,"n":1.10}')).toBe('{\n  "n": 12345678901234567890,\n  "n": 1.10\n}');
  });
  it('lays out text that is cut off as far as it goes', () => {
    expect(layOut('{"a":[1,"tw')).toBe('{\n  "a": [\n    1,\n    "tw');
  });
});

describe('layOutBody', () => {
  it('lays out each event of a stream', () => {
    expect(layOutBody('event: x\ndata: {"a":1}\n\ndata: [DONE]\n', 'text/event-stream')).toBe('event: x\ndata: {\n  "a": 1\n}\n\ndata: [\n  DONE\n]\n');
  });
  it('leaves other text alone', () => {
    expect(layOutBody('plain, {text}', 'text/plain')).toBe('plain, {text}');
  });
});

it('tokens join to the text they came from', () => {
  const text = JSON.stringify({ key: 'va:l"ue', n: -1.5e3, t: true, list: [null] }, null, 2);
  expect(tokens(text).map((token) => token.text).join('')).toBe(text);
  expect(tokens(text).filter((token) => token.kind === 'key').map((token) => token.text)).toEqual(['"key"', '"n"', '"t"', '"list"']);
});
