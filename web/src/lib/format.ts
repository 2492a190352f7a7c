type Maybe<T> = T | null | undefined;

/** Shown where a value is not known, so that a gap is never mistaken for zero. */
export const unknown = '–';

const whole = new Intl.NumberFormat('en', { maximumFractionDigits: 0 });
const compact = new Intl.NumberFormat('en', { notation: 'compact', maximumFractionDigits: 1 });

export function formatCount(value: Maybe<number>): string {
  return value == null ? unknown : whole.format(value);
}

/** For narrow columns: 12,345 becomes 12.3K. */
export function formatCompact(value: Maybe<number>): string {
  if (value == null) return unknown;
  return Math.abs(value) < 10_000 ? whole.format(value) : compact.format(value);
}

/** Milliseconds in the unit a person would use. */
export function formatMs(ms: Maybe<number>): string {
  if (ms == null) return unknown;
  if (ms < 1000) return `${whole.format(ms)} ms`;
  if (ms < 10_000) return `${(ms / 1000).toFixed(2)} s`;
  if (ms < 59_950) return `${(ms / 1000).toFixed(1)} s`;
  const seconds = Math.round(ms / 1000);
  if (seconds < 3600) return `${Math.floor(seconds / 60)} m ${String(seconds % 60).padStart(2, '0')} s`;
  const minutes = Math.round(seconds / 60);
  return `${Math.floor(minutes / 60)} h ${String(minutes % 60).padStart(2, '0')} m`;
}

/** US dollars with as many digits as say something: a call costs a fraction of a cent, a session a few dollars. */
export function formatUsd(usd: Maybe<number>): string {
  if (usd == null) return unknown;
  if (usd === 0) return '$0';
  const size = Math.abs(usd);
  if (size < 0.000001) return '< $0.000001';
  if (size < 0.01) return `$${usd.toFixed(6)}`;
  if (size < 1) return `$${usd.toFixed(4)}`;
  return `$${new Intl.NumberFormat('en', { minimumFractionDigits: 2, maximumFractionDigits: 2 }).format(usd)}`;
}

export function formatBytes(bytes: Maybe<number>): string {
  if (bytes == null) return unknown;
  if (bytes < 1000) return `${bytes} B`;
  if (bytes < 999_950) return `${(bytes / 1000).toFixed(1)} kB`;
  return `${(bytes / 1_000_000).toFixed(1)} MB`;
}

/** `chat.completions` and `cli_command` as words. */
export function formatKind(kind: string): string {
  return kind === 'llm' ? 'LLM' : kind === 'api_request' ? 'API' : kind === 'cli_command' ? 'command' : kind;
}

export function plural(count: number, one: string, many = `${one}s`): string {
  return `${whole.format(count)} ${count === 1 ? one : many}`;
}

/** Status, code and message of a failure, each once: some providers send the status as the code too. */
export function errorText(status: Maybe<number>, code: Maybe<string>, message: Maybe<string>): string {
  const parts = [status == null ? '' : String(status), code ?? '', message ?? ''].filter((part) => part !== '');
  return [...new Set(parts)].join(' · ');
}

const share = new Intl.NumberFormat('en', { style: 'percent', maximumFractionDigits: 1 });
const fineShare = new Intl.NumberFormat('en', { style: 'percent', maximumFractionDigits: 2 });

/** 0 to 1 in per cent. Near either end the second digit says something: 99.75% is not 99.8%. */
export function formatShare(value: Maybe<number>): string {
  if (value == null) return unknown;
  return (value > 0.99 || value < 0.01 ? fineShare : share).format(value);
}
