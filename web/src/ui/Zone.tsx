import { zoneName, zoneOffset } from '../lib/time';

/** The zone all times on the page are in. */
export function Zone() {
  return (
    <span title="Times are shown in your zone">
      {zoneName} ({zoneOffset(new Date())})
    </span>
  );
}
