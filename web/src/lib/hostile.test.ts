import { describe, expect, it } from 'vitest';
import { reveal } from './hostile';

const shown = (text: string) => reveal(text).map((piece) => (piece.kind === 'text' ? piece.text : `<${piece.code}>`)).join('');

describe('reveal', () => {
  it('leaves plain text in one piece', () => {
    expect(reveal('Hello, world\n\tagain')).toEqual([{ kind: 'text', text: 'Hello, world\n\tagain' }]);
  });
  it('names characters that turn text around', () => {
    expect(reveal('\u202egnp.exe')[0]).toEqual({ kind: 'mark', code: 'U+202E', name: 'right-to-left override' });
    expect(shown('a\u2066b\u2069c')).toBe('a<U+2066>b<U+2069>c');
  });
  it('shows zero-width characters, tags and controls', () => {
    expect(shown('pass\u200bword')).toBe('pass<U+200B>word');
    expect(shown('\u{e0041}x')).toBe('<U+E0041>x');
    expect(shown('\u001b[31m')).toBe('<U+001B>[31m');
    expect(shown('a\u200db')).toBe('a<U+200D>b');
  });
  it('keeps joiners where writing needs them', () => {
    expect(shown('👨‍👩‍👧')).toBe('👨‍👩‍👧');
    expect(shown('می‌خواهم')).toBe('می‌خواهم');
  });
  it('loses nothing of the text between', () => {
    const text = 'x\u0000y\ufeffz';
    expect(reveal(text).flatMap((piece) => (piece.kind === 'text' ? [piece.text] : []))).toEqual(['x', 'y', 'z']);
  });
});
