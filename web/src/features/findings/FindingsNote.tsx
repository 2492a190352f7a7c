import { IconShieldCheck, IconShieldExclamation, IconShieldX } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { Link } from 'react-router';
import type { Interaction, PrivacyNote, SecurityNote } from '../../api/types';
import { allTime, searchOf, term } from '../../lib/view';
import { HostileText } from '../../ui/HostileText';
import { classWords, headline, suspiciousScore, tokensOf, typeName } from './words';
import styles from './findings.module.css';

const icons = { bad: IconShieldX, warn: IconShieldExclamation, plain: IconShieldCheck };

/** On an interaction: what scanning found in it, what was done about that, and what privacy left out of the record. */
export function FindingsNote({ interaction, proof }: { interaction: Interaction; proof: ReactNode }) {
  const { security, privacy } = interaction;
  const { words, tone } = headline(security, privacy);
  const Icon = icons[tone];
  const hasMore = security !== undefined || privacy !== undefined;
  return (
    <section className={styles.note} aria-label="Security and privacy" data-tone={tone}>
      <Icon size={17} stroke={1.7} aria-hidden />
      {hasMore ? (
        <details open={tone === 'bad' ? true : undefined}>
          <summary>{words}</summary>
          <dl className={styles.rows}>
            {security !== undefined && <Security note={security} />}
            {privacy !== undefined && <Privacy note={privacy} />}
          </dl>
        </details>
      ) : (
        <p>{words}</p>
      )}
      {proof}
    </section>
  );
}

function Security({ note }: { note: SecurityNote }) {
  const { action, action_reason: reason, sensitivity_level: level, sensitivity_reason: why, injection_score: score, yara_matches: rules, secrets, prompt_entropy: entropy, system_prompt_leaked: isLeaked } = note;
  const tokens = tokensOf(note);
  return (
    <>
      {action !== undefined && (
        <Row name="Action taken">
          <b>{action}</b>
          {reason !== undefined && (
            <>
              {', by the rule '}
              <HostileText text={reason} />
            </>
          )}
        </Row>
      )}
      {level !== undefined && (
        <Row name="Sensitivity">
          <b>
            <HostileText text={level} />
          </b>
          {why !== undefined && (
            <>
              {': '}
              <HostileText text={why} />
            </>
          )}
        </Row>
      )}
      {score !== undefined && (
        <Row name="Injection score">
          <b className={score >= suspiciousScore ? styles.warn : undefined}>{score.toFixed(2)}</b>
          {score >= suspiciousScore ? ' of 1: looks like an attempt to turn the model' : ' of 1'}
        </Row>
      )}
      {rules !== undefined && rules.length > 0 && (
        <Row name="YARA rules">
          <Chips names={rules} field="yara" />
        </Row>
      )}
      {secrets !== undefined && secrets.length > 0 && (
        <Row name="Secrets">
          <Chips names={secrets} field="secret" />
        </Row>
      )}
      {tokens.length > 0 && <Row name="Suspicious">{tokens.join(', ')}</Row>}
      {isLeaked === true && <Row name="System prompt">the answer repeats a good part of it</Row>}
      {entropy !== undefined && <Row name="Entropy">{entropy.toFixed(2)} bits a character</Row>}
    </>
  );
}

function Privacy({ note }: { note: PrivacyNote }) {
  const { policy, counts = {}, dropped = [], restricted = [] } = note;
  const types = Object.entries(counts).sort(([, a], [, b]) => b - a);
  // Who is no owner gets the record without what is restricted, and the note says so.
  const isWithheld = restricted.length > 0 && restricted.every((one) => dropped.includes(one));
  const gone = dropped.filter((one) => !restricted.includes(one));
  return (
    <>
      {types.length > 0 && (
        <Row name="Redacted">
          <ul className={styles.chips}>
            {types.map(([type, count]) => (
              <li key={type}>
                <HostileText text={typeName(type)} /> <b>{count}</b>
              </li>
            ))}
          </ul>
        </Row>
      )}
      {restricted.length > 0 && (
        <Row name="Restricted">
          {isWithheld ? `Only owners of the project are shown ${classWords(restricted)}. You see the rest.` : `You see ${classWords(restricted)} because you are an owner of the project; others do not.`}
        </Row>
      )}
      {gone.length > 0 && <Row name="Not recorded">{classWords(gone)}</Row>}
      {policy !== undefined && (
        <Row name="Policy">
          <Link to="/privacy">
            <HostileText text={policy} />
          </Link>
        </Row>
      )}
    </>
  );
}

function Row({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

/** Each leads to everything else that has it. */
function Chips({ names, field }: { names: readonly string[]; field: string }) {
  return (
    <ul className={styles.chips}>
      {names.map((name) => (
        <li key={name}>
          <Link to={`/interactions${searchOf({ q: term(field, name), range: allTime })}`}>
            <HostileText text={name} />
          </Link>
        </li>
      ))}
    </ul>
  );
}
