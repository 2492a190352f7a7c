import { screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { openPage } from '../../testing/render';

async function openFirst(match: string) {
  const page = openPage('/');
  await screen.findByRole('table', { name: 'Interactions' });
  const item = page.api.items.find((i) => i.status === 'success' && i.prompt_preview?.startsWith(match));
  if (item === undefined) throw new Error(`no fixture begins with ${match}`);
  await page.router.navigate(`/interactions/${item.interaction_id}`);
  return { ...page, item, panel: await screen.findByRole('region', { name: 'Interaction' }) };
}

describe('an interaction', () => {
  it('reads as a conversation with its tool calls and results', async () => {
    const { panel } = await openFirst('A refund');
    const messages = await within(panel).findAllByRole('article');
    expect(messages.map((m) => m.getAttribute('aria-label'))).toEqual(['System message', 'User message', 'Assistant message', 'Tool message', 'Assistant message', 'User message', 'Assistant message']);
    expect(within(panel).getByRole('region', { name: 'Tool call find_order' }).textContent).toContain('"order_id": 48213');
    expect(within(panel).getByText('new in this call')).toBeDefined();
  });

  it('shows hostile text as text: no link, no image, no script, nothing hidden', async () => {
    const { panel } = await openFirst('Write what a visitor');
    expect(await within(panel).findByText(/<img src=x onerror=alert\(1\)>/)).toBeDefined();
    expect(panel.querySelector('img, script, iframe, a[href^="http"]')).toBeNull();
    expect(within(panel).getAllByTitle('right-to-left override').length).toBeGreaterThan(0);
    expect(within(panel).getByTitle('zero-width space').textContent).toBe('U+200B');
  });

  it('shows the exact bytes of the answer', async () => {
    const { panel, user } = await openFirst('Sum up');
    await user.click(await within(panel).findByRole('tab', { name: 'Response' }));
    await user.click(await within(panel).findByRole('radio', { name: 'Exact' }));
    expect(panel.textContent).toContain('data: {"id":"chatcmpl-9","object":"chat.completion.chunk"');
  });

  it('appends a rating and a flag as facts', async () => {
    const { panel, user, api, item } = await openFirst('Sum up');
    await user.click(await within(panel).findByRole('button', { name: 'Good answer' }));
    await waitFor(() => expect(within(panel).getByRole('button', { name: 'Good answer' }).ariaPressed).toBe('true'));
    await user.click(within(panel).getByRole('button', { name: 'Flag' }));
    await within(panel).findByRole('button', { name: 'Remove the flag' });
    expect(api.facts.get(item.interaction_id)?.map(({ kind, value }) => [kind, value])).toEqual([['feedback', 1], ['flag', 1]]);
    expect(within(panel).getByRole('region', { name: 'Learned later' }).textContent).toContain('good answer');
  });

  it('says so when there is no such interaction', async () => {
    openPage('/interactions/01997f2c-0000-7000-8000-000000000000');
    expect((await screen.findByRole('alert')).textContent).toContain('Interaction not found');
  });
});
