import { screen, within } from '@testing-library/react';
import { expect, it } from 'vitest';
import { openPage } from '../../testing/render';
import { headline } from './words';

it('says the gravest first, and calm things calmly', () => {
  expect(headline(undefined, undefined)).toEqual({ words: 'Recorded as it came.', tone: 'plain' });
  expect(headline({ injection_score: 0.02 }, undefined)).toEqual({ words: 'Nothing suspicious was found.', tone: 'plain' });
  expect(headline({ secrets: ['aws_access_key'] }, { counts: { email: 2, card: 1 } })).toEqual({ words: 'Found 1 type of secret; 3 values redacted.', tone: 'warn' });
  expect(headline({ action: 'block', injection_score: 0.93 }, undefined).tone).toBe('bad');
});

it('shows what was found in a blocked call, why it was blocked, and leads to others like it', async () => {
  const { api, router } = openPage('/interactions');
  await screen.findByRole('table', { name: 'Interactions' });
  expect((await screen.findAllByLabelText('blocked by the security policy')).length).toBeGreaterThan(0);
  const blocked = api.items.find((item) => item.security?.action === 'block');
  await router.navigate(`/interactions/${blocked?.interaction_id ?? ''}`);
  const note = await screen.findByRole('region', { name: 'Security and privacy' });
  expect(note.textContent).toContain('Blocked by the security policy; found signs of a prompt injection, 1 YARA rule, suspicious characters.');
  expect(note.textContent).toContain('by the rule no-injections');
  expect(note.textContent).toContain('turned writing direction, invisible characters');
  expect(within(note).getByRole('link', { name: 'reprise:injection_override' }).getAttribute('href')).toBe('/interactions?q=yara%3A%22reprise%3Ainjection_override%22');
});

it('says plainly what is restricted and what was redacted', async () => {
  const { api, router } = openPage('/interactions');
  await screen.findByRole('table', { name: 'Interactions' });
  await router.navigate(`/interactions/${api.items.find((item) => item.privacy?.restricted !== undefined)?.interaction_id ?? ''}`);
  const note = await screen.findByRole('region', { name: 'Security and privacy' });
  expect(note.textContent).toContain('Only owners of the project are shown what was asked, what was answered. You see the rest.');
  expect(note.textContent).toContain('name 2');
});

it('shows whether an interaction is in the proof', async () => {
  const { api, router, user } = openPage('/interactions');
  await screen.findByRole('table', { name: 'Interactions' });
  await router.navigate(`/interactions/${api.items[0]?.interaction_id ?? ''}`);
  await user.click(await screen.findByRole('button', { name: 'Proof' }));
  const dialog = await screen.findByRole('dialog', { name: 'Proof' });
  expect(await within(dialog).findByText('12,321 of 12,405 entries')).toBeDefined();
  expect(dialog.textContent).toContain('number 41, signed');
  expect(within(dialog).getByRole('button', { name: 'Download JSON' })).toBeDefined();
});
