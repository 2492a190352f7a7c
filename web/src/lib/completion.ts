export interface FilterField {
  name: string;
  type: string;
  description: string;
  values?: readonly string[] | null;
}

export interface Suggestion {
  /** What takes the place of the text from `from` to `to`. */
  text: string;
  hint: string;
  from: number;
  to: number;
}

const limit = 12;

/** Suggestions for the word around the caret: fields while a name is typed, values behind a field's colon. */
export function complete(input: string, caret: number, fields: readonly FilterField[]): Suggestion[] {
  const before = /(^|[\s(])(-?)([^\s()]*)$/.exec(input.slice(0, caret));
  if (before === null) return [];
  const word = before[3] ?? '';
  const from = caret - word.length;
  const to = caret + (/^[^\s()]*/.exec(input.slice(caret))?.[0].length ?? 0);
  const colon = word.indexOf(':');
  if (colon < 0) return completeField(word, from, to, fields);
  const field = fields.find((f) => f.name === word.slice(0, colon));
  const typed = word.slice(colon + 1).replace(/^"/, '').toLowerCase();
  return (field?.values ?? [])
    .filter((value) => value.toLowerCase().includes(typed) && value.toLowerCase() !== typed)
    .slice(0, limit)
    .map((value) => ({ text: `${field?.name ?? ''}:${/^[\w./@+-]+$/.test(value) ? value : JSON.stringify(value)} `, hint: '', from, to }));
}

function completeField(word: string, from: number, to: number, fields: readonly FilterField[]): Suggestion[] {
  const typed = word.toLowerCase();
  const starts = fields.filter((f) => f.name.startsWith(typed));
  const contains = typed === '' ? [] : fields.filter((f) => !f.name.startsWith(typed) && f.name.includes(typed));
  return [...starts, ...contains]
    .slice(0, limit)
    .map((f) => ({ text: /number/i.test(f.type) ? `${f.name}>` : `${f.name}:`, hint: f.description, from, to }));
}
