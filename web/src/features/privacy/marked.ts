/** A piece of a text: as it stands, or one of the spans with its type. */
export interface Piece {
  text: string;
  type: string | null;
}

export interface Span {
  start: number;
  length: number;
  type: string;
}

/** Cuts a text at its spans. Spans that overlap an earlier one or lie outside are left out, so that no character is shown twice. */
export function cut(text: string, spans: readonly Span[]): Piece[] {
  const pieces: Piece[] = [];
  let at = 0;
  for (const { start, length, type } of [...spans].sort((a, b) => a.start - b.start)) {
    if (start < at || start + length > text.length) continue;
    if (start > at) pieces.push({ text: text.slice(at, start), type: null });
    pieces.push({ text: text.slice(start, start + length), type });
    at = start + length;
  }
  if (at < text.length) pieces.push({ text: text.slice(at), type: null });
  return pieces;
}
