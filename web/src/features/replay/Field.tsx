import { useId, type ReactNode } from 'react';
import type { Part } from './edits';
import { partNames } from './words';
import styles from './form.module.css';

interface Props {
  part: Part;
  isChanged: boolean;
  onReset: () => void;
  /** Draws the control under this id; several controls are named by the group. */
  children: ReactNode | ((id: string) => ReactNode);
}

/** A part of the request with its name, marked when it is not as recorded, and set back by itself. */
export function Field({ part, isChanged, onReset, children }: Props) {
  const id = useId();
  const name = partNames[part];
  return (
    <div className={styles.field} data-changed={isChanged} role="group" aria-label={isChanged ? `${name}, changed` : name}>
      <div className={styles.fieldHead}>
        {typeof children === 'function' ? <label htmlFor={id}>{name}</label> : <span>{name}</span>}
        {isChanged && (
          <>
            <span className={styles.changed}>changed</span>
            <button type="button" className={styles.reset} aria-label={`Reset ${name.toLowerCase()}`} onClick={onReset}>
              Reset
            </button>
          </>
        )}
      </div>
      {typeof children === 'function' ? children(id) : children}
    </div>
  );
}
