import { CacheNote } from '../features/cache/CacheNote';
import { DetailPanel } from '../features/interactions/DetailPanel';

/** An interaction, with what the cache did about it. */
export function InteractionRoute() {
  return <DetailPanel renderNote={(interaction) => <CacheNote interaction={interaction} />} />;
}
