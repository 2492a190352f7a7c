import { IconFilterX } from '@tabler/icons-react';
import { Notice } from '../Notice';

/** In place of a list whose filter cannot be read. What is wrong with it stands under the filter box. */
export function FilterMistake() {
  return (
    <Notice title="The filter was not understood" icon={<IconFilterX size={28} stroke={1.4} aria-hidden />}>
      Write words to find them, or a field and a value, such as <code>status:error</code>.
    </Notice>
  );
}
