import { IconCircleCheck, IconCircleDashed, IconPlayerSkipForward } from '@tabler/icons-react';
import type { Explanation } from '../../api/types';
import { formatShare, plural, unknown } from '../../lib/format';
import { HostileText } from '../../ui/HostileText';
import { Candidates } from './Candidates';
import { reasonClause, reasonWords } from './words';
import shared from './cache.module.css'
import styles from './explain.module.css';

const marks = { hit: { Mark: IconCircleCheck }, semantic: { Mark: IconCircleCheck }, miss: { Mark: IconCircleDashed }, bypass: { Mark: IconPlayerSkipForward } };

function markOf(status: string) {
  switch (status) {
    case 'hit':
    case 'semantic':
    case 'miss':
    case 'bypass':
      return marks[status];
    default:
      return marks.miss;
  }
}

/** The decision in a sentence. */
export function verdictOf({ status, reason, similarity, probability, required_probability: required }: Explanation): string {
  switch (status) {
    case 'hit':
      return 'It would be answered: the very same request has an answer.';
    case 'semantic':
      return `It would be answered: the same was asked in other words (similarity ${similarity?.toFixed(3) ?? unknown}), and the answer is right with a probability of ${formatShare(probability)}, where ${formatShare(required)} is asked.`;
    case 'bypass':
      return `The cache would let it pass${reason === undefined ? '.' : `: ${reasonClause(reason)}.`}`;
    default:
      if (reason === 'below_probability') return `It would not be answered: the nearest answer is right with a probability of ${formatShare(probability)}, and ${required !== undefined && required > 1 ? 'nothing but the very same request is sure enough now' : `${formatShare(required)} is asked`}.`;
      return `It would not be answered${reason === undefined ? '.' : `: ${reasonClause(reason)}.`}`;
  }
}

/** What the cache would do, what it compared, and everything it looked at. */
export function Decision({ explanation }: { explanation: Explanation }) {
  const { status, policy, key, candidates, required_probability: required } = explanation;
  const { Mark } = markOf(status);
  return (
    <section aria-label="Decision" className={styles.decision}>
      <p className={styles.verdict} data-status={status}>
        <Mark size={20} stroke={1.7} aria-hidden />
        <span>{verdictOf(explanation)}</span>
      </p>
      <dl className={styles.key}>
        <Part name="Policy" value={policy} />
        {key.model !== undefined && <Part name="Model" value={key.model} />}
        {key.text !== undefined && <Part name="Compared by meaning" value={key.text} />}
        {key.semantic_refusal !== undefined && <Part name="Only letter for letter" value={reasonWords(key.semantic_refusal)} />}
        {key.refusal !== undefined && <Part name="Not looked up" value={reasonWords(key.refusal)} />}
        <Part name="Must be the same" value={`everything else of the request; its hash is ${key.partition.slice(0, 12)}`} />
      </dl>
      <h2>{candidates.length === 0 ? 'Nothing was near enough to be looked at' : `${plural(candidates.length, 'kept question')} looked at, best first`}</h2>
      {candidates.length === 0 && status === 'miss' && <p className={shared.quiet}>Only calls that are the same in everything but the text are compared. To see those of a program, explain one of its calls or its request.</p>}
      {candidates.length > 0 && <Candidates candidates={candidates} required={required ?? 1} />}
    </section>
  );
}

function Part({ name, value }: { name: string; value: string }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>
        <HostileText text={value} />
      </dd>
    </div>
  );
}
