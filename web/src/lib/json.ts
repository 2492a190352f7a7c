/**
 * Lays JSON text out over lines without reading its values, so that long numbers, repeated keys and odd escapes stay exactly as recorded. Text that is cut
 * off or broken is laid out as far as it goes.
 */
export function layOut(text: string): string {
  const out: string[] = [];
  let depth = 0;
  const newLine = () => out.push('\n', '  '.repeat(depth));
  const tokens = text.matchAll(/"(?:[^"\\]|\\.)*"?|[{}[\],:]|[^\s"{}[\],:]+/gs);
  let open = false;
  for (const [token] of tokens) {
    const closes = token === '}' || token === ']';
    if (closes) {
      depth = Math.max(0, depth - 1);
      if (!open) newLine();
    } else if (open) {
      newLine();
    }
    open = false;
    out.push(token);
    if (token === '{' || token === '[') {
      depth++;
      open = true;
    } else if (token === ',') {
      newLine();
    } else if (token === ':') {
      out.push(' ');
    }
  }
  return out.join('');
}

/** The same for a body that carries one JSON text a line: NDJSON and server-sent events. Other lines stay as they are. */
export function layOutLines(text: string): string {
  return text
    .split('\n')
    .map((line) => {
      const match = /^(data: ?)?([{[].*)$/s.exec(line.trimEnd());
      return match ? `${match[1] ?? ''}${layOut(match[2] ?? '')}` : line;
    })
    .join('\n');
}

export function layOutBody(text: string, contentType: string): string {
  if (/event-stream|ndjson|jsonl/.test(contentType)) return layOutLines(text);
  return /^\s*[{[]/.test(text) ? layOut(text) : text;
}

export interface JsonToken {
  kind: 'key' | 'string' | 'number' | 'word' | 'plain';
  text: string;
}

/** Pieces of JSON text by what they are, for colour. Joined they are the text. */
export function tokens(text: string): JsonToken[] {
  const result: JsonToken[] = [];
  let from = 0;
  const plain = (to: number) => {
    if (to > from) result.push({ kind: 'plain', text: text.slice(from, to) });
  };
  for (const match of text.matchAll(/("(?:[^"\\\n]|\\.)*")(\s*:)?|-?\b\d[\d.eE+-]*|\b(?:true|false|null)\b/g)) {
    plain(match.index);
    const quoted = match[1];
    const token = quoted ?? match[0];
    const kind = quoted === undefined ? (/^[tfn]/.test(token) ? 'word' : 'number') : match[2] === undefined ? 'string' : 'key';
    result.push({ kind, text: token });
    from = match.index + token.length;
  }
  plain(text.length);
  return result;
}
