import { Turn } from '../features/interactions/Turn';
import { SessionPage } from '../features/sessions/SessionPage';

/** A session whose turns look as interactions do. */
export function SessionRoute() {
  return <SessionPage renderTurn={(item, isOpening) => <Turn item={item} isOpening={isOpening} />} />;
}
