/** Cuts long text at line ends where it can, so that each piece is cheap to lay out. Joined they are the text; no character is cut in half. */
export function cut(text: string, size: number): string[] {
  const pieces: string[] = [];
  let from = 0;
  while (text.length - from > size) {
    const line = text.lastIndexOf('\n', from + size) + 1;
    let to = line > from + size / 2 ? line : from + size;
    const unit = text.charCodeAt(to - 1);
    if (unit >= 0xd800 && unit < 0xdc00) to++;
    pieces.push(text.slice(from, to));
    from = to;
  }
  pieces.push(text.slice(from));
  return pieces;
}
