import { screen, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { openPage } from '../../testing/render';

describe('sessions', () => {
  it('leads from the list to one session, read as one conversation', async () => {
    const { user } = openPage('/sessions');
    const table = await screen.findByRole('table', { name: 'Sessions' });
    await user.click(within(table).getByRole('link', { name: 'support-2231' }));
    expect(await screen.findByRole('heading', { name: 'support-2231' })).toBeDefined();
    const feed = await screen.findByRole('list', { name: 'Turns, oldest first' });
    expect((await within(feed).findAllByRole('article')).length).toBeGreaterThan(2);
  });

  it('shows the system prompt once, at the beginning', async () => {
    openPage('/sessions/support-2231');
    const feed = await screen.findByRole('list', { name: 'Turns, oldest first' });
    await within(feed).findAllByText(/A refund, please/);
    expect(await within(feed).findAllByRole('article', { name: 'System message' })).toHaveLength(1);
  });
});
