import type { ReactNode } from 'react';
import styles from './measure.module.css';

/** A row of figures with their names: the answer to "how much" at a glance. */
export function Measures({ children }: { children: ReactNode }) {
  return <dl className={styles.measures}>{children}</dl>;
}

export function Measure({ name, value, note }: { name: string; value: ReactNode; note?: ReactNode }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>
        {value}
        {note != null && note !== '' && <small> {note}</small>}
      </dd>
    </div>
  );
}
