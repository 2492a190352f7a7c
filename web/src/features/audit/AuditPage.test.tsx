import { screen, waitFor, within } from '@testing-library/react';
import { expect, it } from 'vitest';
import { openPage } from '../../testing/render';
import { shortDetails } from './AuditRow';
import { readPage, writePage, type PageState } from './url';

it('keeps its filter in the address', () => {
  const state: PageState = { actor: 'user:ann', action: 'record.*', range: { kind: 'last', span: '7d' } };
  expect(readPage(writePage(state))).toEqual(state);
});

it('puts details on one line', () => {
  expect(shortDetails({ days: 30, kind: 'llm' })).toBe('days: 30, kind: llm');
  expect(shortDetails(undefined)).toBe('');
});

it('filters by who, what and when, and exports what is shown', async () => {
  const { asked, user, router } = openPage('/audit?range=24h');
  const table = await screen.findByRole('table', { name: 'Audit log' });
  expect(within(table).getAllByText('sign_in.begin').length).toBeGreaterThan(0);
  await user.type(screen.getByLabelText('Actor'), 'user:ann');
  await user.type(screen.getByLabelText('Action'), 'record.*');
  await user.click(screen.getByRole('button', { name: 'Apply' }));
  await waitFor(() => expect(screen.queryByText('sign_in.begin')).toBeNull());
  expect(router.state.location.search).toBe('?range=24h&actor=user%3Aann&action=record.*');
  const last = asked.findLast((url) => url.pathname === '/api/audit');
  expect([last?.searchParams.get('actor'), last?.searchParams.get('action'), last?.searchParams.has('from')]).toEqual(['user:ann', 'record.*', true]);
  const csv = new URL(screen.getByRole('link', { name: 'CSV' }).getAttribute('href') ?? '', 'http://localhost');
  expect([csv.pathname, csv.searchParams.get('format'), csv.searchParams.get('actor'), csv.searchParams.get('action')]).toEqual(['/api/audit/export', 'csv', 'user:ann', 'record.*']);
});

it('opens an entry with all it says', async () => {
  const { user } = openPage('/audit?action=retention.set');
  const [first] = await screen.findAllByRole('button', { name: 'retention.set' });
  if (first === undefined) throw new Error('no entry is shown');
  await user.click(first);
  expect((await screen.findByRole('dialog', { name: 'retention.set' })).textContent).toContain('body_days');
});
