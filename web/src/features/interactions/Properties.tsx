import { Link } from 'react-router';
import type { Interaction } from '../../api/types';
import { allTime, searchOf, term } from '../../lib/view';
import { HostileText } from '../../ui/HostileText';
import styles from './detail.module.css';

/** What the interaction belongs to. Each leads to everything else that shares it. */
export function Properties({ interaction }: { interaction: Interaction }) {
  const { session_id: session, user_id: user, trace_id: trace, prompt_type: type, tags, labels, replay } = interaction;
  const chips: [name: string, value: string | null | undefined, field: string][] = [
    ['user', user, 'user'],
    ['trace', trace, 'trace'],
    ['type', type, 'prompt_type'],
    ...(tags ?? []).map((tag): [string, string, string] => ['tag', tag, 'tag']),
    ...Object.entries(labels ?? {}).map(([name, value]): [string, string, string] => [name, value, `label.${name}`]),
  ];
  const known = chips.filter(([, value]) => value != null && value !== '');
  if (known.length === 0 && !session && replay == null) return null;
  return (
    <nav className={styles.chips} aria-label="Belongs to">
      {replay?.of != null && (
        <Chip name="replay of" value={replay.of} to={`/interactions/${encodeURIComponent(replay.of)}/replay?with=${encodeURIComponent(interaction.interaction_id ?? '')}`} />
      )}
      {replay?.run != null && <Chip name="run" value={replay.run} to={replay.run.startsWith('run-') ? `/replay/runs/${encodeURIComponent(replay.run)}` : `/interactions${searchOf({ q: term('replay_run', replay.run), range: allTime })}`} />}
      {session && <Chip name="session" value={session} to={`/sessions/${encodeURIComponent(session)}`} />}
      {known.map(([name, value, field]) => (
        <Chip key={`${field}:${value ?? ''}`} name={name} value={value ?? ''} to={`/interactions${searchOf({ q: term(field, value ?? ''), range: allTime })}`} />
      ))}
    </nav>
  );
}

function Chip({ name, value, to }: { name: string; value: string; to: string }) {
  return (
    <Link className={styles.chip} to={to} title={value}>
      <span>
        <HostileText text={name} />
      </span>
      <b>
        <HostileText text={value} />
      </b>
    </Link>
  );
}
