import { describe, expect, it } from 'vitest';
import { readBytes } from './bytes';
import { complete, type FilterField } from './completion';
import { newFrom } from './conversation';
import { asCurl } from './curl';
import { formatBytes, formatCompact, formatMs, formatShare, formatUsd } from './format';
import { cut } from './pieces';
import { ageOf } from './time';

describe('format', () => {
  it('gives times the unit a person would use', () => {
    expect([0, 999, 1000, 9_999, 59_949, 61_000, 3_599_700].map(formatMs)).toEqual(['0 ms', '999 ms', '1.00 s', '10.00 s', '59.9 s', '1 m 01 s', '1 h 00 m']);
  });
  it('gives money as many digits as say something', () => {
    expect([0, 0.0000001, 0.000562, 0.25, 12.3, 1234.5].map(formatUsd)).toEqual(['$0', '< $0.000001', '$0.000562', '$0.2500', '$12.30', '$1,234.50']);
  });
  it('gives shares a second digit where it says something', () => {
    expect([0, 0.0015, 0.0234, 0.5, 0.9975, 1].map(formatShare)).toEqual(['0%', '0.15%', '2.3%', '50%', '99.75%', '100%']);
  });
  it('gives an age in the largest unit that fits, and none below zero', () => {
    const now = new Date('2026-11-20T12:00:00Z');
    expect(['2026-11-20T12:00:05Z', '2026-11-20T11:59:18Z', '2026-11-20T11:00:00Z', '2026-11-17T12:00:00Z'].map((at) => ageOf(new Date(at), now))).toEqual(['0 s', '42 s', '1 h', '3 d']);
  });
  it('never shows an unknown value as zero', () => {
    expect([formatMs(null), formatUsd(undefined), formatCompact(null), formatBytes(undefined), formatShare(null)]).toEqual(['–', '–', '–', '–', '–']);
  });
});

describe('cut', () => {
  it('loses nothing and cuts no character in half', () => {
    const text = `${'line of text\n'.repeat(40)}${'😀'.repeat(300)}`;
    for (const size of [7, 64, 100]) {
      const pieces = cut(text, size);
      expect(pieces.join('')).toBe(text);
      expect(pieces.every((piece) => !/\p{Surrogate}/u.test(piece))).toBe(true);
    }
  });
});

it('bytes that are not UTF-8 are shown by their values', () => {
  expect(readBytes(new TextEncoder().encode('grün'))).toEqual({ text: 'grün', isText: true });
  expect(readBytes(new Uint8Array([0xff, 0x41]))).toEqual({ text: `00000000  ff 41${' '.repeat(42)}  ·A`, isText: false });
});

it('new messages begin behind the last answer', () => {
  expect(newFrom([{ role: 'system' }, { role: 'user' }])).toBe(0);
  expect(newFrom([{ role: 'user' }, { role: 'assistant' }, { role: 'tool' }, { role: 'user' }])).toBe(2);
});

describe('asCurl', () => {
  const call = { provider: 'openai', operation: 'POST /v1/chat/completions', body: `{"a":"it's $(rm -rf /) \`x\`"}`, contentType: 'application/json' };
  it('quotes a body so that no shell reads it', () => {
    const command = asCurl(call, 'http://127.0.0.1:5080');
    expect(command).toContain(`'http://127.0.0.1:5080/openai/v1/chat/completions'`);
    expect(command).toContain(String.raw`--data-binary '{"a":"it'\''s $(rm -rf /) ` + '`x`"}\'');
  });
  it('takes credentials from the environment', () => {
    expect(asCurl(call, '')).toContain('-H "Authorization: Bearer $OPENAI_API_KEY"');
    expect(asCurl({ ...call, provider: 'anthropic' }, '')).toContain('-H "x-api-key: $ANTHROPIC_API_KEY"');
    expect(asCurl({ ...call, provider: 'x"; rm -rf / #' }, '')).toContain('-H "Authorization: Bearer $X_RM_RF__API_KEY"');
  });
});

describe('complete', () => {
  const fields: FilterField[] = [
    { name: 'status', type: 'text', description: 'How it ended', values: ['success', 'error'] },
    { name: 'latency_ms', type: 'number', description: 'Time' },
    { name: 'http_status', type: 'number', description: 'HTTP' },
  ];
  const texts = (input: string, caret = input.length) => complete(input, caret, fields).map((s) => s.text);
  it('offers fields by their beginning first', () => {
    expect(texts('refund st')).toEqual(['status:', 'http_status>']);
  });
  it('offers values behind a colon, also when negated or in parentheses', () => {
    expect(texts('-status:e')).toEqual(['status:success ', 'status:error ']);
    expect(texts('(status:err')).toEqual(['status:error ']);
  });
  it('replaces the whole word around the caret', () => {
    expect(complete('a sta b', 4, fields)[0]).toMatchObject({ from: 2, to: 5 });
  });
  it('offers nothing for a field without known values', () => {
    expect(texts('model:x')).toEqual([]);
  });
});
