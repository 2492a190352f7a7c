import { IconAlertTriangleFilled, IconCircleCheck, IconCircleXFilled, IconClockX, IconPlayerStopFilled } from '@tabler/icons-react';
import styles from './mark.module.css';

const marks = {
  success: { Icon: IconCircleCheck, tone: styles.good },
  error: { Icon: IconCircleXFilled, tone: styles.bad },
  timeout: { Icon: IconClockX, tone: styles.warn },
  cancelled: { Icon: IconPlayerStopFilled, tone: styles.quiet },
  other: { Icon: IconAlertTriangleFilled, tone: styles.warn },
};

function markOf(status: string) {
  switch (status) {
    case 'success':
    case 'error':
    case 'timeout':
    case 'cancelled':
      return marks[status];
    default:
      return marks.other;
  }
}

/** How a call ended: a shape and a colour, and the word for those who see neither or hover. */
export function StatusMark({ status, withWord = false }: { status: string; withWord?: boolean }) {
  const { Icon, tone } = markOf(status);
  return (
    <span className={`${styles.status ?? ''} ${tone ?? ''}`} title={status}>
      <Icon size={15} stroke={1.8} aria-hidden />
      <span className={withWord ? undefined : styles.hidden}>{status}</span>
    </span>
  );
}
