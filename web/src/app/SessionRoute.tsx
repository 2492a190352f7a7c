import { Turn } from '../features/interactions/Turn';
import { SessionTools } from '../features/replay/branches/SessionTools';
import { SessionPage } from '../features/sessions/SessionPage';

/** A session whose turns look as interactions do, with the way to its replay. */
export function SessionRoute() {
  return <SessionPage renderTools={(id) => <SessionTools id={id} />} renderTurn={(item, isOpening) => <Turn item={item} isOpening={isOpening} />} />;
}
