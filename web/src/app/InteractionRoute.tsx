import { CacheNote } from '../features/cache/CacheNote';
import { FindingsNote } from '../features/findings/FindingsNote';
import { Proof } from '../features/findings/Proof';
import { DetailPanel } from '../features/interactions/DetailPanel';

/** An interaction, with what the cache did about it, what was found in it, and its proof. */
export function InteractionRoute() {
  return (
    <DetailPanel
      renderNote={(interaction) => (
        <>
          <CacheNote interaction={interaction} />
          <FindingsNote interaction={interaction} proof={interaction.interaction_id !== undefined && <Proof id={interaction.interaction_id} />} />
        </>
      )}
    />
  );
}
