import { screen, waitFor, within } from '@testing-library/react';
import { http, HttpResponse } from 'msw';
import { describe, expect, it } from 'vitest';
import type { MockReplay } from '../../testing/mockReplay';
import { openPage } from '../../testing/render';
import { network } from '../../testing/setup';

async function openReplay(match: string, before: (replays: MockReplay, id: string) => void = () => undefined) {
  const page = openPage('/sessions');
  const item = page.api.items.find((i) => i.status === 'success' && i.prompt_preview?.startsWith(match));
  if (item === undefined) throw new Error(`no fixture begins with ${match}`);
  before(page.api.replays, item.interaction_id);
  await page.router.navigate(`/interactions/${item.interaction_id}/replay`);
  const prompt = await screen.findByRole('textbox', { name: 'Prompt' });
  return { ...page, id: item.interaction_id, prompt };
}

describe('replaying a call', () => {
  it('sends what was changed, shows where the answers differ and leads to the record', async () => {
    const { user, api, prompt, router } = await openReplay('A refund');
    await user.clear(prompt);
    await user.type(prompt, 'When is the money back?');
    expect(screen.getByRole('group', { name: 'Prompt, changed' })).toBeDefined();
    await user.keyboard('{Control>}{Enter}{/Control}');
    const comparison = await screen.findByRole('region', { name: 'Comparison' });
    expect(api.replays.sent).toEqual([{ prompt: 'When is the money back?' }]);
    expect(comparison.textContent).toContain('Another answer; 42% of the words in common.');
    expect(comparison.textContent).toContain('Asked otherwise: prompt.');
    expect(comparison.querySelector('del')?.textContent).toContain('I have started');
    expect(comparison.querySelector('ins')?.textContent).toContain('Certainly.');
    const replay = api.items[0];
    expect(within(comparison).getByRole('link', { name: 'Open the replay' }).getAttribute('href')).toBe(`/interactions/${replay?.interaction_id ?? ''}`);
    expect(router.state.location.search).toBe(`?with=${replay?.interaction_id ?? ''}`);
    expect(screen.getByRole('list', { name: 'To be known' }).textContent).toContain('was streamed');
  });

  it('keeps every replay of the call, also those of before', async () => {
    const { user, api, id } = await openReplay('A refund', (earlier, of) => earlier.send(of, { model: 'gpt-4o' }));
    expect((await screen.findByRole('region', { name: 'Comparison' })).textContent).toContain('Asked otherwise: model.');
    await user.click(screen.getByRole('button', { name: 'Send' }));
    await waitFor(() => expect(screen.getAllByRole('tab')).toHaveLength(2));
    expect((await screen.findByRole('region', { name: 'Comparison' })).textContent).toContain('Asked exactly as before.');
    expect(api.items.filter((item) => item.replay?.of === id)).toHaveLength(2);
    await user.click(screen.getByRole('tab', { name: /gpt-4o$/ }));
    expect((await screen.findByRole('region', { name: 'Comparison' })).textContent).toContain('Asked otherwise: model.');
  });

  it('sets a part back by itself', async () => {
    const { user } = await openReplay('A refund');
    const system = screen.getByRole('textbox', { name: 'System prompt' });
    await user.type(system, ' Always.');
    await user.click(screen.getByRole('button', { name: 'Reset system prompt' }));
    expect(screen.getByText('Unchanged, byte for byte', { exact: false })).toBeDefined();
    expect(screen.queryByRole('button', { name: 'Reset system prompt' })).toBeNull();
  });

  it('takes parameters as JSON and says when they are none', async () => {
    const { user, api } = await openReplay('A refund');
    const temperature = screen.getByRole('textbox', { name: 'Value of temperature' });
    await user.clear(temperature);
    await user.type(temperature, 'warm');
    expect(screen.getByText('The value is no JSON; a text needs quotes.')).toBeDefined();
    expect(screen.getByRole('button', { name: 'Send' })).toHaveProperty('disabled', true);
    await user.clear(temperature);
    await user.type(temperature, '0');
    await user.click(screen.getByRole('button', { name: 'Remove max_tokens' }));
    await user.click(screen.getByRole('button', { name: 'Send' }));
    await screen.findByRole('region', { name: 'Comparison' });
    expect(api.replays.sent).toEqual([{ parameters: { temperature: 0, max_tokens: null } }]);
  });

  it('shows what would be sent, without sending it', async () => {
    const { user, api } = await openReplay('A refund');
    await user.click(screen.getByRole('button', { name: 'What would be sent?' }));
    expect((await screen.findByRole('dialog')).textContent).toContain('POST /v1/chat/completions');
    expect(api.replays.sent).toEqual([]);
  });

  it('says what is missing, offers what would work, and takes a key for this window only', async () => {
    const { user } = await openReplay('A refund');
    await user.click(screen.getByRole('combobox', { name: 'Provider' }));
    await user.click(await screen.findByRole('option', { name: 'anthropic' }));
    await user.click(screen.getByRole('button', { name: 'Send' }));
    const obstacle = await screen.findByRole('alert');
    expect(obstacle.textContent).toContain('answers nobody without a key');
    expect(obstacle.textContent).toContain('Send a key along with this one.');

    const keys: (string | null)[] = [];
    network.use(http.post('*/replay', ({ request }) => (keys.push(request.headers.get('Reprise-Provider-Key')), HttpResponse.json({ title: 'Stopped here', status: 503 }, { status: 503 })), { once: true }));
    await user.type(screen.getByLabelText('Key of the provider'), 'sk-secret');
    await user.click(screen.getByRole('button', { name: 'Send' }));
    await waitFor(() => expect(keys).toEqual(['sk-secret']));
    expect(window.localStorage.length + window.sessionStorage.length).toBe(0);

    await user.click(within(await screen.findByRole('alert')).getByRole('button', { name: 'Try again' }));
    await user.click(await within(await screen.findByRole('alert')).findByRole('button', { name: 'Ask openai' }));
    await user.click(screen.getByRole('button', { name: 'Send' }));
    expect(await screen.findByRole('region', { name: 'Comparison' })).toBeDefined();
  });

  it('says so when there is no request to send', async () => {
    const page = openPage('/sessions');
    const id = page.api.items.find((i) => i.kind === 'embedding')?.interaction_id ?? '';
    await page.router.navigate(`/interactions/${id}/replay`);
    const obstacle = await screen.findByRole('alert');
    expect(obstacle.textContent).toContain('was erased');
    expect(within(obstacle).getByRole('link', { name: 'Open the record' }).getAttribute('href')).toBe(`/interactions/${id}`);
  });

  it('shows hostile answers as text', async () => {
    const { user } = await openReplay('Write what a visitor');
    await user.click(screen.getByRole('button', { name: 'Send' }));
    const comparison = await screen.findByRole('region', { name: 'Comparison' });
    expect(comparison.textContent).toContain('<img src=x onerror=alert(1)>');
    expect(comparison.querySelector('img, script, iframe, a[href^="http"]')).toBeNull();
    expect(within(comparison).getAllByTitle('right-to-left override').length).toBeGreaterThan(0);
  });
});
