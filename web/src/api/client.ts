import createClient, { type Middleware } from 'openapi-fetch';
import { readProblem, unreachable } from './problem';
import type { paths } from './schema';

const throwProblems: Middleware = {
  async onResponse({ response }) {
    if (!response.ok) throw await readProblem(response);
    return response;
  },
  onError({ error }) {
    // A query given up on is no failure; TanStack Query knows it by its name.
    if (error instanceof DOMException && error.name === 'AbortError') return error;
    return unreachable(error);
  },
};

/** Calls throw ApiError, so that a result that is returned is always data. */
export const client = createClient<paths>({
  baseUrl: window.location.origin,
  // With a cookie, the server takes changes only from who can send this: our page, and no other.
  headers: { 'Reprise-Page': '1' },
  fetch: (request) => globalThis.fetch(request),
});
client.use(throwProblems);

/** For answers the document promises: the middleware has thrown already when there was none. */
export function data<T>(result: { data?: T; response: Response }): T {
  if (result.data === undefined) throw new Error(`Empty answer from ${result.response.url}`);
  return result.data;
}
