import { screen, waitFor, within } from '@testing-library/react';
import { http, HttpResponse } from 'msw';
import { describe, expect, it } from 'vitest';
import { openPage } from '../../testing/render';
import { network } from '../../testing/setup';

describe('the overview', () => {
  it('shows how much, how often and how well', async () => {
    openPage('/cache');
    const tile = async (name: string) => (await screen.findByText(name, { selector: 'dt' })).parentElement?.textContent;
    expect(await tile('Lookups')).toContain('1,240');
    expect(await tile('Hit rate')).toBe('Hit rate60%40% exact, 20% semantic');
    expect(await tile('Saved cost')).toContain('$1.84');
    expect(await tile('Wrong among checked')).toBe('Wrong among checked2%0.78% to 5.03% with 95% confidence, 200 checks');
    expect(screen.getByRole('img', { name: /^Hit rate in steps of 15m/ })).toBeDefined();
  });

  it('says in words how strict each policy is', async () => {
    openPage('/cache');
    const table = await screen.findByRole('table', { name: 'Policies' });
    const row = (name: string) => within(table).getByText(name).closest('[role=row]')?.textContent;
    expect(row('default')).toContain('As set');
    expect(row('aggressive')).toContain('97.5%');
    expect(row('aggressive')).toContain('Tightened: checks found more wrong answers than accepted');
    expect(row('letter')).toContain('Answers nothing, notes what it would do');
  });

  it('ranks why requests were not answered, and leads to the calls', async () => {
    openPage('/cache?range=24h');
    const link = await screen.findByRole('link', { name: 'Numbers differ' });
    expect(link.getAttribute('href')).toBe('/interactions?q=cache%3Amiss+cache_reason%3Aguard_numbers&range=24h');
    const names = within(screen.getByRole('region', { name: 'Why not answered' })).getAllByRole('link').map((a) => a.textContent);
    expect(names).toEqual(['Nothing comparable had been kept', 'Numbers differ', 'Not sure enough that the answer is right', 'It is a step between a model and its tools', 'a reason of tomorrow']);
  });

  it('says how to begin while nothing was looked up', async () => {
    openPage('/cache', 0);
    expect(await screen.findByRole('heading', { name: 'Nothing was looked up yet' })).toBeDefined();
    expect(await screen.findByRole('table', { name: 'Policies' })).toBeDefined();
  });

  it('says what went wrong and tries again', async () => {
    const { user } = openPage('/cache');
    network.use(http.get('*/api/cache/stats', () => HttpResponse.json({ title: 'The store cannot be read', detail: 'disk full', status: 503 }, { status: 503 }), { once: true }));
    expect((await screen.findByRole('alert')).textContent).toContain('disk full');
    await user.click(within(screen.getByRole('alert')).getByRole('button', { name: 'Try again' }));
    expect(await screen.findByText('Lookups', { selector: 'dt' })).toBeDefined();
  });
});

describe('entries', () => {
  async function openEntries() {
    const page = openPage('/cache?tab=entries');
    const table = await screen.findByRole('table', { name: 'Entries' });
    const rows = () => within(table).getAllByRole('row').slice(1);
    const first = rows()[0];
    if (first === undefined) throw new Error('no entry is shown');
    return { ...page, table, rows, first, id: page.api.cache.entries[0]?.interaction_id ?? '' };
  }

  it('show what was asked and answered, and mark what is pinned', async () => {
    const { rows } = await openEntries();
    expect(rows()[1]?.textContent).toContain('pinned');
    expect(rows()[4]?.textContent).toContain('only the very same request');
  });

  it('are pinned at once', async () => {
    const { user, api, first, id } = await openEntries();
    await user.click(within(first).getByRole('button', { name: 'Pin' }));
    await waitFor(() => expect(within(first).getByRole('button', { name: 'Pin' }).ariaPressed).toBe('true'));
    expect(api.cache.done).toEqual([`pin ${id}`]);
  });

  it('are evicted only after a question, which can be undone', async () => {
    const { user, api, first, id, rows } = await openEntries();
    const before = rows().length;
    await user.click(within(first).getByRole('button', { name: 'Evict' }));
    const dialog = await screen.findByRole('dialog', { name: 'Evict this answer?' });
    expect(api.cache.done).toEqual([]);
    await user.click(within(dialog).getByRole('button', { name: 'Evict' }));
    await waitFor(() => expect(rows().length).toBe(before - 1));
    await user.click(await screen.findByRole('button', { name: 'Undo' }));
    await waitFor(() => expect(rows().length).toBe(before));
    expect(api.cache.done).toEqual([`evict ${id}`, `unpin ${id}`]);
  });

  it('get another text after the one that is given now was shown', async () => {
    const { user, api, first, id } = await openEntries();
    await user.click(within(first).getByRole('button', { name: 'Edit the answer' }));
    const dialog = await screen.findByRole('dialog', { name: 'Edit the answer' });
    const box = await within(dialog).findByRole('textbox', { name: 'The answer from now on' });
    const save = within(dialog).getByRole('button', { name: 'Give this text' });
    expect(save.hasAttribute('disabled')).toBe(true);
    await user.clear(box);
    await user.type(box, 'Three days.');
    await user.click(save);
    await waitFor(() => expect(first.textContent).toContain('Three days.'));
    expect(api.cache.done).toEqual([`edit ${id}`]);
  });

  it('show hostile text as text', async () => {
    const { table } = await openEntries();
    expect(within(table).getAllByText(/<img src=x onerror=alert\(1\)>/).length).toBeGreaterThan(0);
    expect(table.querySelector('img, script, a[href^="http"]')).toBeNull();
  });
});

describe('an explanation', () => {
  it('of a text says what would be answered and what each candidate lacks', async () => {
    const { user } = openPage('/cache?tab=explain');
    await user.type(await screen.findByRole('textbox', { name: 'Text' }), 'How long does a refund take?');
    await user.click(screen.getByRole('button', { name: 'Explain' }));
    const decision = await screen.findByRole('region', { name: 'Decision' });
    expect(decision.textContent).toContain('It would be answered: the same was asked in other words (similarity 0.973)');
    const [best, other] = within(decision).getAllByRole('listitem');
    expect(best?.textContent).toContain('May be given');
    expect(other?.textContent).toContain('Numbers differAlso: The same words in another order');
  });

  it('of a recorded call is asked for by its link', async () => {
    const { api } = openPage('/cache?tab=explain&id=01997f2c-0000-7000-8000-000000000000');
    expect(await screen.findByRole('region', { name: 'Decision' })).toBeDefined();
    expect(screen.getByRole<HTMLInputElement>('textbox', { name: 'Interaction id' }).value).toBe('01997f2c-0000-7000-8000-000000000000');
    expect(api.cache.done).toEqual([]);
  });

  it('says so when there is no such call', async () => {
    openPage('/cache?tab=explain&id=unknown');
    network.use(http.post('*/api/cache/explain', () => HttpResponse.json({ title: 'Interaction not found', detail: "No interaction 'unknown'.", status: 404 }, { status: 404 })));
    expect((await screen.findByRole('alert')).textContent).toContain('Interaction not found');
  });
});

describe('an interaction', () => {
  it('says what the cache did and where its answer came from', async () => {
    const { api, router } = openPage('/');
    await screen.findByRole('table', { name: 'Interactions' });
    const hit = api.items.find((i) => i.cache?.status === 'hit');
    await router.navigate(`/interactions/${hit?.interaction_id ?? ''}`);
    const note = await screen.findByRole('region', { name: 'Cache' });
    expect(note.textContent).toContain('Answered from the cache: the very same request had been answered before. Policy default.');
    expect(within(note).getByRole('link', { name: 'Where it came from' }).getAttribute('href')).toMatch(/^\/interactions\/.+0$/);
    expect(within(note).getByRole('link', { name: 'Explain' }).getAttribute('href')).toBe(`/cache?tab=explain&id=${hit?.interaction_id ?? ''}`);
  });
});
