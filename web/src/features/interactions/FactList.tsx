import type { Fact } from '../../api/types';
import { fullTime } from '../../lib/time';
import { HostileText } from '../../ui/HostileText';
import styles from './detail.module.css';

function valueOf({ kind, value }: Fact): string | null {
  if (value == null) return null;
  if (kind === 'flag') return value === 1 ? 'flagged' : 'flag removed';
  if (kind === 'feedback') return value > 0 ? 'good answer' : value < 0 ? 'bad answer' : 'rating removed';
  return String(value);
}

/** What was learned after the call, oldest first. */
export function FactList({ facts }: { facts: readonly Fact[] }) {
  if (facts.length === 0) return null;
  return (
    <section className={styles.facts} aria-label="Learned later">
      <h2>Learned later</h2>
      <ol>
        {facts.map((fact, at) => (
          <li key={fact.fact_id ?? at}>
            <span>{fact.kind}</span>
            <b>
              <HostileText text={[fact.name, valueOf(fact)].filter((part) => part != null).join(' ')} />
            </b>
            {fact.text != null && <HostileText text={fact.text} />}
            <small>
              {fact.author != null && (
                <>
                  <HostileText text={fact.author} />
                  {' · '}
                </>
              )}
              {fact.timestamp != null && fullTime(new Date(fact.timestamp))}
            </small>
          </li>
        ))}
      </ol>
    </section>
  );
}
