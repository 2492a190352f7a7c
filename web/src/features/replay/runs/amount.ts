/** The number in what was typed; undefined when there is none. */
export function amountOf(typed: number | string): number | undefined {
  if (typeof typed === 'number') return Number.isFinite(typed) ? typed : undefined;
  const text = typed.trim();
  const number = Number(text);
  return text === '' || !Number.isFinite(number) ? undefined : number;
}
