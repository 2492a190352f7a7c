import { screen } from '@testing-library/react';
import { http, HttpResponse } from 'msw';
import { expect, it } from 'vitest';
import { openPage } from '../../testing/render';
import { network } from '../../testing/setup';

const openLocked = (address: string) => openPage(address, 40, (api) => (api.guarded.isLoginRequired = true));

it('asks nobody on a server that needs no login, and shows no account', async () => {
  openPage('/sessions');
  expect(await screen.findByRole('navigation', { name: 'Pages' })).toBeDefined();
  expect(screen.queryByRole('button', { name: /^Signed in as/ })).toBeNull();
});

it('asks a stranger to sign in, reads nothing before, and then shows the page that was wanted', async () => {
  const { user, asked, router } = openLocked('/sessions?range=24h');
  expect(await screen.findByRole('heading', { name: 'Sign in to Reprise' })).toBeDefined();
  const elsewhere = await screen.findByRole('link', { name: 'Sign in with Pen & Co' });
  expect(elsewhere.getAttribute('href')).toBe('/api/sign-in/company?return=%2Fsessions%3Frange%3D24h');
  expect(asked.map((url) => url.pathname).filter((path) => path !== '/api/me' && path !== '/api/sign-in/providers')).toEqual([]);

  await user.type(screen.getByLabelText('Name'), 'ann');
  await user.type(screen.getByLabelText('Password'), 'fountain-pen-48');
  await user.click(screen.getByRole('button', { name: 'Sign in' }));
  expect(await screen.findByRole('navigation', { name: 'Pages' })).toBeDefined();
  expect(router.state.location.pathname + router.state.location.search).toBe('/sessions?range=24h');
});

it('says what was wrong, and when one has to wait', async () => {
  const { user } = openLocked('/');
  await user.type(await screen.findByLabelText('Name'), 'ann');
  await user.type(screen.getByLabelText('Password'), 'guess');
  for (let n = 0; n < 5; n++) {
    await user.click(screen.getByRole('button', { name: 'Sign in' }));
    expect((await screen.findByRole('alert')).textContent).toContain('the password is another one');
  }
  await user.click(screen.getByRole('button', { name: 'Sign in' }));
  expect(await screen.findByText(/Wait 4 seconds/)).toBeDefined();
});

it('says who one is and signs out', async () => {
  const { user } = openLocked('/sessions');
  await user.type(await screen.findByLabelText('Name'), 'ann');
  await user.type(screen.getByLabelText('Password'), 'fountain-pen-48{Enter}');
  await user.click(await screen.findByRole('button', { name: 'Signed in as Ann Weber' }));
  expect(await screen.findByText('owner in default')).toBeDefined();
  await user.click(screen.getByRole('button', { name: 'Sign out' }));
  expect(await screen.findByRole('heading', { name: 'Sign in to Reprise' })).toBeDefined();
});

it('asks again when a sign-in is over, whichever call hears of it', async () => {
  const { api, user } = openPage('/privacy?tab=test');
  const text = await screen.findByLabelText('Text');
  api.guarded.isLoginRequired = true;
  network.use(http.post('*/api/privacy/test', () => HttpResponse.json({ title: 'Who are you?', status: 401 }, { status: 401 })));
  await user.type(text, 'x');
  await user.click(screen.getByRole('button', { name: 'Try' }));
  expect(await screen.findByRole('heading', { name: 'Sign in to Reprise' })).toBeDefined();
});
