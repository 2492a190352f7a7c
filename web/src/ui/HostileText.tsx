import { memo, useMemo } from 'react';
import { reveal } from '../lib/hostile';
import styles from './text.module.css';

/** Recorded text, shown as text and nothing else, with characters that hide or turn the text around made visible. */
export const HostileText = memo(function HostileText({ text }: { text: string }) {
  const pieces = useMemo(() => reveal(text), [text]);
  return (
    <bdi>
      {pieces.map((piece, at) =>
        piece.kind === 'text' ? (
          piece.text
        ) : (
          <span key={at} className={styles.mark} title={piece.name}>
            {piece.code}
          </span>
        ),
      )}
    </bdi>
  );
});
