import { ActionIcon, Tooltip } from '@mantine/core';
import { IconPencil, IconPin, IconPinFilled, IconTrash, type Icon } from '@tabler/icons-react';
import { Link } from 'react-router';
import type { CacheEntry } from '../../api/types';
import { formatKind } from '../../lib/format';
import { ageOf, fullTime } from '../../lib/time';
import { HostileText } from '../../ui/HostileText';
import styles from './entries.module.css';

interface Props {
  entry: CacheEntry;
  index: number;
  isBusy: boolean;
  onPinned: (isPinned: boolean) => void;
  onEditAsked: () => void;
  onEvictAsked: () => void;
}

/** One entry on two lines: what was asked above what is answered. */
export function EntryRow({ entry, index, isBusy, onPinned, onEditAsked, onEvictAsked }: Props) {
  const { text, model, name, kind, policy, quality_score: quality, pinned, expires, content_preview: answer } = entry;
  const at = new Date(entry.timestamp);
  return (
    <div role="row" aria-rowindex={index + 2} className={styles.entry} data-pinned={pinned}>
      <div role="cell" className={styles.said}>
        <Link to={`/interactions/${encodeURIComponent(entry.interaction_id)}`}>{text === undefined ? <em>only the very same request</em> : <HostileText text={text} />}</Link>
        <div>
          <HostileText text={answer ?? ''} />
        </div>
      </div>
      <div role="cell" className={styles.model}>
        <HostileText text={model ?? name ?? formatKind(kind)} />
        <div>
          <HostileText text={policy} />
        </div>
      </div>
      <div role="cell" className={styles.number}>
        {quality === undefined ? <small>not judged</small> : quality.toFixed(2)}
      </div>
      <div role="cell" className={styles.number}>
        <time dateTime={entry.timestamp} title={`${fullTime(at)}${expires === undefined ? '' : `; not given after ${fullTime(new Date(expires))}`}`}>
          {ageOf(at, new Date())}
        </time>
        {pinned && <div className={styles.pinned}>pinned</div>}
      </div>
      <div role="cell" className={styles.actions}>
        <Action label="Pin" icon={pinned ? IconPinFilled : IconPin} isOn={pinned} isBusy={isBusy} onClicked={() => onPinned(!pinned)} />
        <Action label="Edit the answer" icon={IconPencil} onClicked={onEditAsked} />
        <Action label="Evict" icon={IconTrash} onClicked={onEvictAsked} />
      </div>
    </div>
  );
}

interface ActionProps {
  label: string;
  icon: Icon;
  isOn?: boolean;
  isBusy?: boolean;
  onClicked: () => void;
}

function Action({ label, icon: Icon, isOn, isBusy = false, onClicked }: ActionProps) {
  return (
    <Tooltip label={label} withArrow>
      <ActionIcon variant="subtle" color={isOn === true ? 'petrol' : 'gray'} aria-label={label} aria-pressed={isOn} disabled={isBusy} onClick={onClicked}>
        <Icon size={17} stroke={1.7} />
      </ActionIcon>
    </Tooltip>
  );
}
