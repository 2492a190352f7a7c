import { IconLock, IconShieldCheck, IconShieldUp } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import type { CachePolicies, CachePolicy, CachePolicyStatistics } from '../../api/types';
import { formatCount, formatShare, plural, unknown } from '../../lib/format';
import { HostileText } from '../../ui/HostileText';
import { modeWords, strictnessOf, strictnessWords, useWords, type Strictness } from './words';
import shared from './cache.module.css'
import styles from './overview.module.css';

interface Props {
  policies: CachePolicies;
  /** Only this one; all when empty. */
  only: string;
  counted: readonly CachePolicyStatistics[];
}

const columns = ['Policy', 'What it does', 'Wrong accepted', 'Sure at least', 'Wrong found', 'Entries', 'Strictness'];

/** What each policy may answer, and how sure it must be now. */
export function PolicyTable({ policies, only, counted }: Props) {
  const items = policies.items.filter((item) => only === '' || item.name === only);
  return (
    <>
      <p className={shared.quiet}>
        <HostileText text={useWords(policies.use, policies.policy)} />
      </p>
      <div role="table" aria-label="Policies" className={styles.policies}>
        <div role="rowgroup">
          <div role="row" className={styles.policyHead}>
            {columns.map((name) => (
              <span key={name} role="columnheader">
                {name}
              </span>
            ))}
          </div>
        </div>
        <div role="rowgroup">
          {items.map((item) => (
            <PolicyRow key={item.name} policy={item} isDefault={item.name === policies.policy} counted={counted.find((one) => one.policy === item.name)} />
          ))}
        </div>
      </div>
    </>
  );
}

const marks = { as_set: IconShieldCheck, tightened: IconShieldUp, same_only: IconLock } satisfies Record<Strictness, unknown>;

function PolicyRow({ policy, isDefault, counted }: { policy: CachePolicy; isDefault: boolean; counted: CachePolicyStatistics | undefined }) {
  const { values, mistake } = policy;
  const accepted = values.accepted_wrong_rate ?? 0;
  // A policy that neither answered nor holds anything has no checks either.
  const required = counted?.required_probability ?? 1 - accepted;
  const strictness = strictnessOf(accepted, required);
  const isUsed = values.mode !== 'off' && values.matching !== 'exact';
  const Mark = marks[strictness];
  const checks = counted?.checks;
  return (
    <div role="row" className={styles.policyRow}>
      <div role="cell">
        <b>
          <HostileText text={policy.name} />
        </b>
        <small title={`Generation ${policy.generation}`}>{isDefault ? 'when none is named' : <HostileText text={policy.source} />}</small>
      </div>
      <Cell name={columns[1]}>
        {modeWords(values.mode, values.matching)}
        {mistake !== undefined && (
          <span className={shared.mistake}>
            <HostileText text={mistake} />
          </span>
        )}
      </Cell>
      <Cell name={columns[2]}>{isUsed ? formatShare(accepted) : unknown}</Cell>
      <Cell name={columns[3]}>{!isUsed ? unknown : strictness === 'same_only' ? 'never sure' : formatShare(required)}</Cell>
      <Cell name={columns[4]}>{checks === undefined ? <small>no checks</small> : <span title={`${formatShare(checks.low)} to ${formatShare(checks.high)} with 95% confidence`}>{`${formatShare(checks.wrong_rate)} of ${plural(checks.checked, 'check')}`}</span>}</Cell>
      <Cell name={columns[5]}>{formatCount(counted?.entries ?? 0)}</Cell>
      <Cell name={columns[6]}>
        {isUsed ? (
          <span className={styles.strictness} data-strictness={strictness}>
            <Mark size={15} stroke={1.7} aria-hidden /> {strictnessWords[strictness]}
          </span>
        ) : (
          unknown
        )}
      </Cell>
    </div>
  );
}

/** On a narrow screen there is no head, so each cell says what it is. */
function Cell({ name, children }: { name: string | undefined; children: ReactNode }) {
  return (
    <div role="cell">
      <span className={styles.cellName} aria-hidden>
        {name}
      </span>
      <span>{children}</span>
    </div>
  );
}
