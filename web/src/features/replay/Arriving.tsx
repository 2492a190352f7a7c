import { Loader } from '@mantine/core';
import { LongText } from '../../ui/LongText';
import styles from './page.module.css';

/** While it comes, the end of a long answer is what one looks at. */
const shown = 6000;

/** The answer as far as it has come. */
export function Arriving({ texts, times }: { texts: readonly string[]; times: number }) {
  const text = texts.at(-1) ?? '';
  return (
    <section className={styles.arriving} aria-label="Answer on its way">
      <p>
        <Loader size={14} aria-hidden /> {times > 1 ? `Sending, ${Math.max(1, texts.length)} of ${times} …` : text === '' ? 'Sent; waiting for the answer …' : 'The answer is coming …'}
      </p>
      {text !== '' && <LongText text={text.length > shown ? `… ${text.slice(-shown)}` : text} look="prose" first={1} />}
    </section>
  );
}
