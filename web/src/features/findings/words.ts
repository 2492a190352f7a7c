import type { PrivacyNote, SecurityNote } from '../../api/types';
import { plural } from '../../lib/format';

const classNames: Record<string, string> = { input: 'what was asked', output: 'what was answered', system: 'the system prompt', tools: 'tools', bodies: 'all bodies' };
const tokenNames: Record<string, string> = {
  control: 'control characters',
  zero_width: 'invisible characters',
  bidi: 'turned writing direction',
  tag: 'hidden tag characters',
  private_use: 'private-use characters',
  special_token: 'marks of a chat format',
  mixed_script: 'letters of mixed scripts',
  encoded_payload: 'an encoded payload',
};

/** `url_credentials` and `secret.aws_access_key` as words. */
export function typeName(type: string): string {
  return type.replaceAll('_', ' ').replaceAll('.', ': ');
}

/** Classes of content in a sentence; one that is not known by name stands as it is. */
export function classWords(classes: readonly string[]): string {
  return classes.map((one) => classNames[one] ?? one).join(', ');
}

/** Kinds of suspicious tokens; what other recorders wrote is read as far as it can be. */
export function tokensOf(note: SecurityNote): string[] {
  const result = note.token_inspection_result;
  const listed: unknown = typeof result === 'object' && result !== null && 'suspicious' in result ? result.suspicious : [];
  return Array.isArray(listed) ? listed.filter((item) => typeof item === 'string').map((kind) => tokenNames[kind] ?? typeName(kind)) : [];
}

/** An injection score from here on is worth a warning; the rule that acts on it has its own. */
export const suspiciousScore = 0.5;

const sum = (counts: PrivacyNote['counts']) => Object.values(counts ?? {}).reduce((all, count) => all + count, 0);

const actions: Record<string, string> = { block: 'Blocked by the security policy', flag: 'Flagged by the security policy', redact: 'Redacted before it reached the provider' };

export type Tone = 'bad' | 'warn' | 'plain';

/** What matters most about a call, each a short sentence, and how grave it is. */
export function headline(security: SecurityNote | undefined, privacy: PrivacyNote | undefined): { words: string; tone: Tone } {
  const parts: string[] = [];
  let tone: Tone = 'plain';
  const warn = () => {
    if (tone === 'plain') tone = 'warn';
  };
  if (security?.action !== undefined) {
    parts.push(actions[security.action] ?? `Acted upon: ${security.action}`);
    if (security.action === 'block') tone = 'bad';
    else warn();
  }
  const signs = signsOf(security);
  if (signs.length > 0) {
    parts.push(`${security?.action === undefined ? 'Found' : 'found'} ${signs.join(', ')}`);
    warn();
  }
  const redacted = sum(privacy?.counts);
  if (redacted > 0) parts.push(`${plural(redacted, 'value')} redacted`);
  if (privacy?.restricted?.length) parts.push('shown to owners alone');
  else if (privacy?.dropped?.length) parts.push('not recorded whole');
  if (parts.length === 0) parts.push(security === undefined ? 'Recorded as it came' : 'Nothing suspicious was found');
  const words = `${parts.join('; ')}.`;
  return { words: words.charAt(0).toUpperCase() + words.slice(1), tone };
}

function signsOf(security: SecurityNote | undefined): string[] {
  if (security === undefined) return [];
  const secrets = security.secrets?.length ?? 0;
  const rules = security.yara_matches?.length ?? 0;
  return [
    (security.injection_score ?? 0) >= suspiciousScore ? 'signs of a prompt injection' : '',
    secrets > 0 ? plural(secrets, 'type of secret', 'types of secrets') : '',
    rules > 0 ? plural(rules, 'YARA rule') : '',
    tokensOf(security).length > 0 ? 'suspicious characters' : '',
    security.system_prompt_leaked === true ? 'a leaked system prompt' : '',
  ].filter((sign) => sign !== '');
}
