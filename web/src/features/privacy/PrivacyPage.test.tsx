import { screen, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { openPage } from '../../testing/render';
import { cut } from './marked';
import { readTab, tabs, writeTab } from './url';
import { effectsOf } from './words';

it('keeps its tab in the address', () => {
  for (const tab of tabs) expect(readTab(writeTab(tab))).toBe(tab);
});

it('cuts a text at its spans and shows no character twice', () => {
  expect(cut('I am a@b.c.', [{ start: 5, length: 5, type: 'email' }])).toEqual([{ text: 'I am ', type: null }, { text: 'a@b.c', type: 'email' }, { text: '.', type: null }]);
  const overlapping = cut('abcdef', [{ start: 0, length: 4, type: 'one' }, { start: 2, length: 3, type: 'two' }, { start: 5, length: 9, type: 'beyond' }]);
  expect(overlapping.map((piece) => piece.text).join('')).toBe('abcdef');
  expect(overlapping.map((piece) => piece.type)).toEqual(['one', null]);
});

it('says in words what a policy does', () => {
  expect(effectsOf({ name: 'open' })).toEqual(['Everything is recorded as it is.']);
  expect(effectsOf({ redact: { email: 'label', url_credentials: 'label', card: 'drop' }, tools: 'drop', sample: 0.5 })).toEqual(['Replaced by their type: e-mail address, credentials in an address.', 'Taken out: card.', 'Tools, their arguments and results: not recorded.', '50% of sessions are recorded.']);
});

it('sets a policy after it was confirmed', async () => {
  const { api, user } = openPage('/privacy');
  await user.click(await screen.findByRole('button', { name: 'Use personal' }));
  const dialog = await screen.findByRole('dialog', { name: 'Use the policy personal?' });
  expect(dialog.textContent).toContain('Replaced by a pseudonym, the same for the same value: e-mail address, phone, name.');
  expect(api.guarded.policy.policy.name).toBe('open');
  await user.click(within(dialog).getByRole('button', { name: 'Use personal' }));
  expect(await screen.findByRole('heading', { name: 'In force: personal' })).toBeDefined();
  expect(api.guarded.policy.policy.hash_users).toBe(true);
});

it('marks what would be taken out of a text, and what would stand instead, by type', async () => {
  const { user } = openPage('/privacy?tab=test');
  await user.type(await screen.findByLabelText('Text'), 'Write to ann@example.com, card 4111 1111 1111 1111.');
  await user.click(screen.getByRole('combobox', { name: 'Policy' }));
  await user.click(await screen.findByRole('option', { name: 'personal' }));
  await user.click(screen.getByRole('button', { name: 'Try' }));
  const outcome = await screen.findByRole('region', { name: 'Outcome' });
  expect(outcome.textContent).toContain('Would be taken out: e-mail address 1, card 1 under the policy personal.');
  const marks = [...outcome.querySelectorAll('mark')].map((mark) => mark.textContent);
  expect(marks).toEqual(['ann@example.com e-mail address', '4111 1111 1111 1111 card', '[email:3f9a41c07d] e-mail address', '[card] card']);
});

describe('erasing', () => {
  it('counts first, asks for a word, and shows the certificate', async () => {
    const { api, user } = openPage('/privacy?tab=erase');
    await user.type(await screen.findByLabelText('User'), 'u_4f1c');
    await user.type(screen.getByLabelText('Reason'), 'request of 3 March');
    await user.click(screen.getByRole('button', { name: 'Count' }));
    const counted = await screen.findByRole('region', { name: 'Counted' });
    expect(counted.textContent).toMatch(/Would go: \d+ interactions, 3 facts/);
    expect(api.guarded.asked).toEqual([]);

    await user.click(within(counted).getByRole('button', { name: 'Erase …' }));
    const dialog = await screen.findByRole('dialog', { name: 'Erase for good?' });
    const erase = within(dialog).getByRole('button', { name: 'Erase' });
    expect(erase.hasAttribute('disabled')).toBe(true);
    await user.type(within(dialog).getByRole('textbox'), 'erase');
    await user.click(erase);
    expect(await screen.findByText(/^Certificate of erasure/)).toBeDefined();
    expect(api.guarded.asked).toEqual([{ user: 'u_4f1c', reason: 'request of 3 March' }]);
  });

  it('counts anew when what to erase was changed', async () => {
    const { user } = openPage('/privacy?tab=erase');
    await user.type(await screen.findByLabelText('User'), 'u_4f1c');
    await user.click(screen.getByRole('button', { name: 'Count' }));
    await screen.findByRole('region', { name: 'Counted' });
    await user.type(screen.getByLabelText('User'), 'x');
    expect(screen.queryByRole('button', { name: 'Erase …' })).toBeNull();
  });
});

it('shows the report with who may read and who did', async () => {
  openPage('/privacy?tab=report');
  const report = await screen.findByRole('article', { name: 'Data-protection report' });
  expect(within(report).getByRole('region', { name: 'May read' }).textContent).toContain('ann');
  expect(within(report).getByRole('region', { name: 'Have read' }).textContent).toContain('41');
  expect(within(report).getByRole('link', { name: 'As a page to hand on' }).getAttribute('href')).toBe('/api/privacy/report?format=html');
});
