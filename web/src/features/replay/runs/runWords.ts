import type { ReplayRun } from '../../../api/types';
import { plural } from '../../../lib/format';

type Changes = Pick<ReplayRun, 'model' | 'provider' | 'system' | 'prompt' | 'parameters'>;

/** What a run or a branch changes, in a few words. */
export function changeWords({ model, provider, system, prompt, parameters }: Changes): string {
  const all: unknown = parameters;
  const names = typeof all === 'object' && all !== null ? Object.entries(all).map(([name, value]) => `${name} ${value === null ? 'left out' : JSON.stringify(value)}`) : [];
  const parts = [
    ...(model === undefined ? [] : [model]),
    ...(provider === undefined ? [] : [`at ${provider}`]),
    ...(system === undefined ? [] : ['another system prompt']),
    ...(prompt === undefined ? [] : ['another prompt']),
    ...names,
  ];
  return parts.length === 0 ? 'Nothing changed' : parts.join(', ');
}

/** What a run goes over. */
export function sourceWords({ dataset, filter, limit, total }: ReplayRun): string {
  const of = dataset !== undefined ? `dataset ${dataset}` : filter === undefined || filter === '' ? 'everything' : filter;
  return `${limit === undefined ? '' : 'the oldest '}${plural(total, 'call')} of ${of}`;
}

const skips: Record<string, string> = {
  body_erased: 'the request was erased',
  body_omitted: 'the request was never kept',
  body_cut: 'the request is recorded only in part',
  body_redacted: 'parts of the request were taken out',
  body_encrypted: 'the request is encrypted',
  body_unreadable: 'the request cannot be read',
  not_replayable: 'no call to a model',
  unknown_provider: 'the provider is not configured',
  no_credential: 'there is no key for the provider',
  no_place: 'there is no place for the change',
  unknown_model: 'no model was named',
};

/** Why originals were left out. */
export function skipWords(reason: string): string {
  return skips[reason] ?? reason.replaceAll('_', ' ');
}
