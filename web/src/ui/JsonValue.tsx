import { LongText } from './LongText';

/** A JSON value laid out over lines. A bare string is shown as the text it is. */
export function JsonValue({ value }: { value: unknown }) {
  if (typeof value === 'string') return <LongText text={value} look="code" first={1} />;
  return <LongText text={JSON.stringify(value, null, 2)} look="json" first={1} />;
}
