import { Button } from '@mantine/core';
import { useMemo, useState } from 'react';
import { formatBytes } from '../lib/format';
import { tokens } from '../lib/json';
import { cut } from '../lib/pieces';
import { HostileText } from './HostileText';
import styles from './text.module.css';

const pieceSize = 8_000;

interface Props {
  text: string;
  look: 'prose' | 'code' | 'json';
  /** Pieces of about 8,000 characters shown at first. */
  first?: number;
}

/** Text of any length: cut into pieces, of which the first are shown and the rest on demand, so that a huge body never stalls the page. */
export function LongText({ text, look, first = 2 }: Props) {
  const pieces = useMemo(() => cut(text, pieceSize), [text]);
  const [shown, setShown] = useState(first);
  const rest = pieces.slice(shown).reduce((sum, piece) => sum + piece.length, 0);
  return (
    <>
      <pre className={look === 'prose' ? styles.prose : styles.code} dir="auto">
        {pieces.slice(0, shown).map((piece, at) => (
          <span key={at} className={pieces.length > 1 ? styles.piece : undefined}>
            {look === 'json' ? <Json text={piece} /> : <HostileText text={piece} />}
          </span>
        ))}
      </pre>
      {rest > 0 && (
        <div className={styles.more}>
          <span>{formatBytes(rest)} more</span>
          <Button size="compact-xs" variant="default" onClick={() => setShown(shown * 4)}>
            Show more
          </Button>
          <Button size="compact-xs" variant="subtle" onClick={() => setShown(pieces.length)}>
            Show all
          </Button>
        </div>
      )}
    </>
  );
}

function Json({ text }: { text: string }) {
  return tokens(text).map((token, at) =>
    token.kind === 'plain' ? (
      <HostileText key={at} text={token.text} />
    ) : (
      <span key={at} className={styles[token.kind]}>
        <HostileText text={token.text} />
      </span>
    ),
  );
}
