const dayKey = new Intl.DateTimeFormat('en-CA', { year: 'numeric', month: '2-digit', day: '2-digit' });
const clock = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', second: '2-digit' });
const shortDay = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short' });
const longDay = new Intl.DateTimeFormat('en-GB', { weekday: 'short', day: 'numeric', month: 'short', year: 'numeric' });

/** The viewer's zone by name, always shown beside times. */
export const zoneName = Intl.DateTimeFormat().resolvedOptions().timeZone;

/** The zone's distance from UTC at that moment: `UTC+2`. */
export function zoneOffset(at: Date): string {
  const part = new Intl.DateTimeFormat('en', { timeZoneName: 'shortOffset' }).formatToParts(at).find((p) => p.type === 'timeZoneName');
  return (part?.value ?? 'UTC').replace('GMT', 'UTC');
}

export function clockTime(at: Date): string {
  return clock.format(at);
}

export function dayOf(at: Date): string {
  return shortDay.format(at);
}

export function isSameDay(a: Date, b: Date): boolean {
  return dayKey.format(a) === dayKey.format(b);
}

/** Everything about a moment: `Thu, 19 Nov 2026, 14:03:22.184 UTC+1`. */
export function fullTime(at: Date): string {
  return `${longDay.format(at)}, ${clockTime(at)}.${String(at.getMilliseconds()).padStart(3, '0')} ${zoneOffset(at)}`;
}

/** `today 14:03:22`, `19 Nov 14:03:22`. */
export function dayAndTime(at: Date, now: Date): string {
  return `${isSameDay(at, now) ? 'today' : dayOf(at)} ${clockTime(at)}`;
}

const steps: [ms: number, unit: string][] = [[86_400_000, 'd'], [3_600_000, 'h'], [60_000, 'm'], [1000, 's']];

/** How long ago, in the largest unit that fits: `3 h`. */
export function ageOf(at: Date, now: Date): string {
  const ms = now.getTime() - at.getTime();
  const [length, unit] = steps.find(([step]) => ms >= step) ?? [1000, 's'];
  return `${Math.max(0, Math.floor(ms / length))} ${unit}`;
}
