import { screen, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { openPage } from '../../../testing/render';

describe('a session replayed', () => {
  it('becomes a branch whose first divergence is marked, and whose turns open beside the recorded ones', async () => {
    const { user, api } = openPage('/sessions/support-2231');
    await user.click(await screen.findByRole('link', { name: /^Replay session/ }));
    await screen.findByRole('heading', { name: 'No branches yet' });
    await user.type(screen.getByRole('combobox', { name: 'Model' }), 'gpt-4o');
    await user.click(screen.getByRole('button', { name: /^Replay \d+ turns/ }));

    const map = await screen.findByRole('region', { name: 'Branches' });
    expect(api.replays.sent).toEqual([{ mode: 'pinned', from_turn: 1, changes: { model: 'gpt-4o' } }]);
    expect(within(map).getByRole('button', { name: /gpt-4o/ }).textContent).toContain('differs from turn 2');
    await user.click(within(map).getByRole('button', { name: 'Turn 2: another text, the first that differs' }));
    const turn = await screen.findByRole('region', { name: 'Turn 2' });
    expect((await within(turn).findByRole('region', { name: 'Comparison' })).textContent).toContain('Asked exactly as before.');
  });

  it('asks for tools anew only in the free mode, and only those that are chosen', async () => {
    const { user, api } = openPage('/sessions/support-2231/replay');
    await user.click(await screen.findByRole('radio', { name: 'Free' }));
    await user.click(screen.getByRole('switch', { name: 'find_order' }));
    await user.type(screen.getByRole('textbox', { name: 'Prompt of turn 1' }), 'My nib is bent.');
    await user.click(screen.getByRole('button', { name: /^Replay \d+ turns/ }));
    await screen.findByRole('region', { name: 'Branches' });
    expect(api.replays.sent).toEqual([{ mode: 'free', from_turn: 1, changes: { prompt: 'My nib is bent.' }, tools: { find_order: 'live' } }]);
  });
});
