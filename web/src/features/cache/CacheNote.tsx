import { IconDatabaseImport, IconDatabaseOff, IconDatabaseSearch } from '@tabler/icons-react';
import { Link } from 'react-router';
import type { CacheOutcome, Interaction } from '../../api/types';
import { HostileText } from '../../ui/HostileText';
import { explainPath } from './url';
import { reasonClause } from './words';
import styles from './note.module.css';

/** What the cache did with a call, in a sentence. */
export function outcomeWords({ status, reason, similarity }: CacheOutcome): string {
  const near = similarity === undefined ? '' : ` The nearest question had a similarity of ${similarity.toFixed(3)}.`;
  const why = reason === undefined ? '.' : `: ${reasonClause(reason)}.`;
  switch (status) {
    case 'hit':
      return 'Answered from the cache: the very same request had been answered before.';
    case 'semantic':
      return `Answered from the cache: the same had been asked in other words${similarity === undefined ? '' : ` (similarity ${similarity.toFixed(3)})`}.`;
    case 'miss':
      return `Not answered from the cache${why}${near}`;
    case 'bypass':
      return `The cache let it pass${why}`;
    default:
      return `The cache noted: ${status}${why}`;
  }
}

/** On an interaction: what the cache did with it, where its answer came from, and what was decided about it since. */
export function CacheNote({ interaction }: { interaction: Interaction }) {
  const { cache, labels, facts, interaction_id: id } = interaction;
  if (cache === undefined) return null;
  const isHit = cache.status === 'hit' || cache.status === 'semantic';
  const Mark = isHit ? IconDatabaseImport : cache.status === 'miss' ? IconDatabaseSearch : IconDatabaseOff;
  const check = facts?.findLast((fact) => fact.kind === 'evaluation' && fact.name === 'cache_correct')?.value;
  return (
    <section className={styles.note} aria-label="Cache" data-status={cache.status}>
      <Mark size={17} stroke={1.7} aria-hidden />
      <p>
        <HostileText text={outcomeWords(cache)} />
        {cache.policy !== undefined && (
          <>
            {' Policy '}
            <b>
              <HostileText text={cache.policy} />
            </b>
            .
          </>
        )}
        {check !== undefined && <b data-bad={check < 0.5}>{check >= 0.5 ? ' A check found the answer right.' : ' A check found the answer wrong.'}</b>}
        {labels?.cache === 'pinned' && <b> Its answer is pinned.</b>}
        {labels?.cache === 'evicted' && <b> Its answer was evicted.</b>}
      </p>
      <span>
        {cache.source_interaction_id !== undefined && <Link to={`/interactions/${encodeURIComponent(cache.source_interaction_id)}`}>Where it came from</Link>}
        {id !== undefined && <Link to={explainPath(id)}>Explain</Link>}
      </span>
    </section>
  );
}
