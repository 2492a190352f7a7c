import type { PrivacyPolicy } from '../../api/types';
import { formatShare } from '../../lib/format';

const modes: Record<string, string> = {
  keep: 'Kept as they are',
  mask: 'Masked by asterisks',
  label: 'Replaced by their type',
  pseudonym: 'Replaced by a pseudonym, the same for the same value',
  format_preserving: 'Replaced by another value of the same form',
  drop: 'Taken out',
};
const classes = [
  ['input', 'What is asked'],
  ['output', 'What is answered'],
  ['system', 'System prompts'],
  ['tools', 'Tools, their arguments and results'],
] as const;
const addresses: Record<string, string> = { store: 'kept as they are', truncate: 'shortened', hash: 'kept as keyed hashes', drop: 'not recorded' };
const short: Record<string, string> = { ip: 'IP address', mac: 'MAC address', iban: 'IBAN', url_credentials: 'credentials in an address', email: 'e-mail address' };

/** What becomes of callers' network addresses. */
export function addressWords(rule: string): string {
  return addresses[rule] ?? rule;
}

export function typeWords(type: string): string {
  return short[type] ?? type.replaceAll('_', ' ').replaceAll('.', ': ');
}

/** What a policy does, each a sentence; what it leaves as it is goes without saying. */
export function effectsOf(policy: PrivacyPolicy): string[] {
  const effects: string[] = [];
  if (policy.metadata_only === true) effects.push('Only the columns are recorded (model, times, tokens, cost): no bodies, no previews, no words to search by.');
  const byMode = new Map<string, string[]>();
  for (const [type, mode] of Object.entries(policy.redact ?? {})) byMode.set(mode, [...(byMode.get(mode) ?? []), typeWords(type)]);
  for (const [mode, types] of byMode) effects.push(`${modes[mode] ?? mode}: ${types.join(', ')}.`);
  if (policy.rules?.length) effects.push(`Taken out by rules of its own: ${policy.rules.map((rule) => rule.name).join(', ')}.`);
  for (const [name, words] of classes) {
    if (policy[name] === 'drop') effects.push(`${words}: not recorded.`);
    if (policy[name] === 'restrict') effects.push(`${words}: shown to owners of the project alone.`);
  }
  if (policy.hash_users === true) effects.push('Users are kept as keyed hashes.');
  if (policy.ip !== undefined && policy.ip !== 'store') effects.push(`Network addresses of callers are ${addressWords(policy.ip)}.`);
  if (policy.keep_media === false) effects.push('Pictures, sound and documents are taken out.');
  if (policy.consent_required === true) effects.push('Only calls that say the user agreed are recorded.');
  if (policy.sample !== undefined && policy.sample < 1) effects.push(`${formatShare(policy.sample)} of sessions are recorded.`);
  return effects.length === 0 ? ['Everything is recorded as it is.'] : effects;
}

const kinds: Record<string, [one: string, many: string]> = {
  interactions: ['interaction', 'interactions'],
  facts: ['fact', 'facts'],
  dataset_cases: ['case of a dataset', 'cases of datasets'],
};

/** `42 interactions`; a kind that is not known by name stands as it is. */
export function countWords(kind: string, count: number): string {
  const [one, many] = kinds[kind] ?? [kind.replaceAll('_', ' '), kind.replaceAll('_', ' ')];
  return `${new Intl.NumberFormat('en').format(count)} ${count === 1 ? one : many}`;
}
