/** What a list shows. It lives in the address bar, so that a link shows a colleague the same. */
export interface View {
  q: string;
  range: Range;
}

export type Range = { kind: 'all' } | { kind: 'last'; span: Span } | { kind: 'between'; from: string; to: string };

export const spans = ['15m', '1h', '24h', '7d', '30d'] as const;
export type Span = (typeof spans)[number];

const spanMs: Record<Span, number> = { '15m': 900_000, '1h': 3_600_000, '24h': 86_400_000, '7d': 604_800_000, '30d': 2_592_000_000 };

export const allTime: Range = { kind: 'all' };

function isInstant(text: string | null): text is string {
  return text !== null && !Number.isNaN(Date.parse(text));
}

export function readView(params: URLSearchParams): View {
  const q = params.get('q') ?? '';
  const span = spans.find((s) => s === params.get('range'));
  if (span !== undefined) return { q, range: { kind: 'last', span } };
  const from = params.get('from');
  const to = params.get('to');
  if (isInstant(from) && isInstant(to)) return { q, range: { kind: 'between', from, to } };
  return { q, range: allTime };
}

/** Only what differs from the plain list is written, so that addresses stay short. */
export function writeView(view: View): URLSearchParams {
  const params = new URLSearchParams();
  if (view.q !== '') params.set('q', view.q);
  switch (view.range.kind) {
    case 'last':
      params.set('range', view.range.span);
      break;
    case 'between':
      params.set('from', view.range.from);
      params.set('to', view.range.to);
      break;
    case 'all':
      break;
  }
  return params;
}

/** A link's search part, with its question mark, or nothing. */
export function searchOf(view: View): string {
  const text = writeView(view).toString();
  return text === '' ? '' : `?${text}`;
}

/** The range as the server takes it, counted back from now. */
export function bounds(range: Range, now: Date): { from?: string; to?: string } {
  switch (range.kind) {
    case 'all':
      return {};
    case 'last':
      return { from: new Date(now.getTime() - spanMs[range.span]).toISOString() };
    case 'between':
      return { from: range.from, to: range.to };
  }
}

/** A filter for one value, quoted so that the language takes it letter for letter. */
export function term(field: string, value: string): string {
  return /^[\w./@+-]+$/.test(value) ? `${field}:${value}` : `${field}:"${value.replace(/[\\"]/g, String.raw`\$&`)}"`;
}
