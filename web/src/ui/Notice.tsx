import type { ReactNode } from 'react';
import styles from './notice.module.css';

interface Props {
  title: string;
  children?: ReactNode;
  action?: ReactNode;
  icon?: ReactNode;
}

/** What a page says when it has nothing else to show: empty, not found, failed. */
export function Notice({ title, children, action, icon }: Props) {
  return (
    <div className={styles.notice}>
      {icon}
      <h2>{title}</h2>
      {children !== undefined && <div className={styles.text}>{children}</div>}
      {action}
    </div>
  );
}
