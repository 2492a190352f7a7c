import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Connect, Plugin } from 'vite';
import { summaryAt } from './fixtures';
import { MockApi } from './mockApi';

/** Answers /api beside the pages, with a new interaction on the tail every few seconds. `REPRISE_MOCK=empty` starts with nothing recorded, `login` asks for a login. */
export function mockServer(): Plugin {
  const api = new MockApi(process.env.REPRISE_MOCK === 'empty' ? 0 : 400, Date.now());
  api.guarded.isLoginRequired = process.env.REPRISE_MOCK === 'login';
  const middleware: Connect.NextHandleFunction = (request, response, next) => {
    const url = new URL(request.url ?? '/', 'http://localhost');
    if (url.pathname === '/api/tail') tail(api, request, response);
    else if (url.pathname.startsWith('/api/')) void answer(api, url, request, response);
    else next();
  };
  return {
    name: 'mock-server',
    configureServer: (server) => void server.middlewares.use(middleware),
    configurePreviewServer: (server) => void server.middlewares.use(middleware),
  };
}

async function answer(api: MockApi, url: URL, request: IncomingMessage, response: ServerResponse): Promise<void> {
  let body = '';
  for await (const chunk of request) body += String(chunk);
  const { status, type, body: text } = api.answer(request.method ?? 'GET', url, body);
  response.writeHead(status, { 'Content-Type': type }).end(text);
}

function tail(api: MockApi, request: IncomingMessage, response: ServerResponse): void {
  response.writeHead(200, { 'Content-Type': 'text/event-stream' });
  response.write(': listening\n\n');
  const every = Number(process.env.REPRISE_MOCK_TAIL_MS ?? 2500);
  const timer = setInterval(() => {
    const summary = summaryAt(Date.now(), api.items.length + 1);
    api.items.unshift(summary);
    response.write(`id: ${summary.interaction_id}\nevent: interaction\ndata: ${JSON.stringify(summary)}\n\n`);
  }, every);
  request.on('close', () => clearInterval(timer));
}
