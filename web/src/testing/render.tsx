import { render } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { http, HttpResponse } from 'msw';
import { createMemoryRouter, RouterProvider } from 'react-router';
import { makeQueries, Providers } from '../app/providers';
import { routes } from '../app/router';
import { MockApi } from './mockApi';
import { network } from './setup';

/** A fixed moment, so that recorded times never move into another day. */
export const now = Date.UTC(2026, 10, 20, 12);

/** Opens the application at an address, answered by a server of `count` interactions. */
export function openPage(address: string, count = 120, prepare?: (api: MockApi) => void) {
  const api = new MockApi(count, now);
  prepare?.(api);
  const asked: URL[] = [];
  network.use(
    http.all('*/api/*', async ({ request }) => {
      const url = new URL(request.url);
      asked.push(url);
      const { status, type, body } = api.answer(request.method, url, await request.text());
      return new HttpResponse(status === 204 ? null : body, { status, headers: { 'Content-Type': type } });
    }),
  );
  const router = createMemoryRouter(routes, { initialEntries: [address] });
  render(
    <Providers queries={makeQueries(0)}>
      <RouterProvider router={router} />
    </Providers>,
  );
  return { api, asked, router, user: userEvent.setup() };
}
