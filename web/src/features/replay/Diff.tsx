import { Button } from '@mantine/core';
import { useState } from 'react';
import type { DiffPiece } from '../../api/types';
import { formatBytes } from '../../lib/format';
import { HostileText } from '../../ui/HostileText';
import styles from './diff.module.css';

/** So many characters are shown at first. */
const shownAtFirst = 16_000;

interface Props {
  pieces: readonly DiffPiece[];
  /** Only what one side has, or both in one text. */
  side: 'original' | 'replay' | 'both';
}

/** A text with what went struck through and what came underlined. */
export function Diff({ pieces, side }: Props) {
  const [shown, setShown] = useState(shownAtFirst);
  const own = pieces.filter(({ kind }) => side === 'both' || kind === 'same' || kind === (side === 'original' ? 'removed' : 'added'));
  const { kept, rest } = bound(own, shown);
  return (
    <>
      <pre className={styles.text} data-side={side} dir="auto">
        {kept.map(({ kind, text }, at) =>
          kind === 'removed' ? (
            <del key={at} className={styles.removed}>
              <HostileText text={text} />
            </del>
          ) : kind === 'added' ? (
            <ins key={at} className={styles.added}>
              <HostileText text={text} />
            </ins>
          ) : (
            <HostileText key={at} text={text} />
          ),
        )}
      </pre>
      {rest > 0 && (
        <Button size="compact-xs" variant="default" mt="xs" onClick={() => setShown(shown * 4)}>
          Show more ({formatBytes(rest)})
        </Button>
      )}
    </>
  );
}

/** The first pieces up to a length, the last of them cut. */
function bound(pieces: readonly DiffPiece[], length: number): { kept: DiffPiece[]; rest: number } {
  const kept: DiffPiece[] = [];
  let room = length;
  let rest = 0;
  for (const { kind, text } of pieces) {
    if (room > 0) kept.push({ kind, text: text.slice(0, room) });
    rest += Math.max(0, text.length - Math.max(0, room));
    room -= text.length;
  }
  return { kept, rest };
}
