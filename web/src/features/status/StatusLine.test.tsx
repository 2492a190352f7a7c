import { screen } from '@testing-library/react';
import { http, HttpResponse } from 'msw';
import { expect, it } from 'vitest';
import { status } from '../../testing/fixtures';
import { openPage } from '../../testing/render';
import { network } from '../../testing/setup';
import { troubleOf } from './StatusLine';

it('shows received, stored, queued and dropped on every page', async () => {
  openPage('/sessions');
  const footer = (await screen.findByText('12,408')).closest('footer');
  expect(footer?.textContent).toMatch(/Received12,408Stored12,405Queued3Dropped0/);
});

it('says so when the server cannot be reached', async () => {
  openPage('/sessions');
  network.use(http.get('*/api/status', () => HttpResponse.error()));
  expect(await screen.findByText('The server cannot be reached; trying again.')).toBeDefined();
});

it('tells trouble in plain words, and is quiet without', () => {
  const { capture, store } = status;
  expect(troubleOf(status)).toBeNull();
  expect(troubleOf({ ...status, capture: { ...capture, dropped: 2 } })).toBe('2 interactions could not be recorded.');
  expect(troubleOf({ ...status, store: { ...store, healthy: false, message: 'disk full' } })).toBe('The store is not working: disk full. Recording goes on in the journal (18.2 kB).');
  expect(troubleOf({ ...status, store: { ...store, healthy: false, message: 'disk full' }, capture: { ...capture, journal_healthy: false } })).toBe('The store is not working: disk full. The journal cannot be written either, and calls wait in memory.');
  expect(troubleOf({ ...status, capture: { ...capture, journal_healthy: false, unjournaled: 2, last_error: 'disk full' } })).toBe('The journal cannot be written: disk full. 2 interactions came without it; a crash now may lose some.');
});
