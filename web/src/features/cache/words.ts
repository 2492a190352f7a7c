const reasons: Record<string, string> = {
  off: 'The policy is off',
  unknown_policy: 'There is no policy of that name',
  refresh: 'The caller wanted a fresh answer',
  no_store: 'The caller wanted nothing kept',
  only_cached: 'The caller wanted a kept answer or none',
  shadow: 'The policy only notes what it would do',
  not_readable: 'The request could not be read',
  not_cacheable: 'Not a kind of call that is kept',
  attachments: 'It carries images or files',
  tool_traffic: 'It is a step between a model and its tools',
  tools: 'It offers tools, so only the very same request may be answered',
  several_choices: 'It asks for several answers at once',
  no_owner: 'The policy shares within an owner, and it names none',
  logprobs: 'It asks for probabilities of tokens',
  temperature: 'Its temperature is above what the policy allows',
  server_state: 'It depends on what the provider keeps',
  text_too_long: 'The text is too long to be compared',
  text_too_little: 'The text says too little to be compared',
  no_text: 'There is no text to compare',
  code: 'It is code, which one character can turn around',
  answer_failed: 'The answer was a failure',
  answer_not_recorded: 'The answer is not on record',
  answer_not_readable: 'The answer could not be read',
  answer_incomplete: 'The answer is not whole',
  answer_filtered: 'The provider filtered the answer',
  answer_empty: 'The answer is empty',
  redacted: 'A privacy policy changed or hides the answer on record',
  no_candidate: 'Nothing comparable had been kept',
  below_similarity: 'The question is not near enough',
  below_probability: 'Not sure enough that the answer is right',
  low_quality: 'The answer is not good enough',
  too_old: 'The answer is too old',
  evicted: 'The answer was evicted',
  gone: 'The answer is no longer on record',
  other_form: 'The answer was kept in a form that does not fit',
  exact_only: 'Only the very same request may be answered',
  busy: 'The cache was busy',
  failed: 'The cache failed',
  guard_negation: 'One says what the other denies',
  guard_opposites: 'They ask for opposites',
  guard_numbers: 'Numbers differ',
  guard_units: 'Units differ',
  guard_dates: 'Dates differ',
  guard_versions: 'Versions differ',
  guard_names: 'Names differ',
  guard_quotes: 'Quoted words differ',
  guard_code: 'Identifiers or file names differ',
  guard_urls: 'Addresses differ',
  guard_question_type: 'They ask a different kind of question',
  guard_word_order: 'The same words in another order',
  guard_roles: 'The parts are exchanged',
  guard_language: 'The languages differ',
  guard_alternatives: 'They name two of a kind',
  guard_form: 'They ask for another form of answer',
  guard_limits: 'One holds for all, the other does not say so',
  guard_name_on_one_side: 'A name stands in only one of them',
  guard_substitution: 'One word is exchanged for another',
};

/** Why the cache did what it did, as a person would say it. */
export function reasonWords(reason: string): string {
  return reasons[reason] ?? reason.replaceAll('_', ' ');
}

/** Inside a sentence. */
export function reasonClause(reason: string): string {
  const words = reasonWords(reason);
  return words.charAt(0).toLowerCase() + words.slice(1);
}

export function modeWords(mode: string | undefined, matching: string | undefined): string {
  const also = matching === 'exact' ? 'the very same request' : 'the same in other words too';
  switch (mode) {
    case 'serve':
      return `Answers ${also}`;
    case 'shadow':
      return 'Answers nothing, notes what it would do';
    case 'off':
      return 'Off';
    default:
      return mode ?? 'not known';
  }
}

export type Strictness = 'as_set' | 'tightened' | 'same_only';

/** Whether checks have made a policy stricter than its owner asked for. */
export function strictnessOf(accepted: number, required: number): Strictness {
  if (required > 1) return 'same_only';
  return required > 1 - accepted + 1e-9 ? 'tightened' : 'as_set';
}

export const strictnessWords: Record<Strictness, string> = {
  as_set: 'As set',
  tightened: 'Tightened: checks found more wrong answers than accepted',
  same_only: 'Only the very same request: too many checked answers were wrong',
};

export function useWords(use: string, policy: string): string {
  switch (use) {
    case 'always':
      return `All requests take part, under ${policy} when they name no policy.`;
    case 'never':
      return 'No request takes part.';
    default:
      return `Requests take part that ask for it with Reprise-Cache: on, under ${policy} when they name no policy.`;
  }
}
