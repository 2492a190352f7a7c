import { cleanup, configure } from '@testing-library/react';
import { setupServer } from 'msw/node';
import { afterAll, afterEach, beforeAll, vi } from 'vitest';
import { FakeEventSource } from './eventSource';

export const network = setupServer();

// What jsdom lacks and the kit or the virtual list asks for: a viewport with a size, media queries, observers.
const size = { configurable: true, value: 800 };
Object.defineProperties(HTMLElement.prototype, { clientWidth: size, clientHeight: size, offsetHeight: { configurable: true, value: 120 } });
HTMLElement.prototype.scrollTo = () => undefined;
HTMLElement.prototype.scrollIntoView = () => undefined;
vi.stubGlobal('EventSource', FakeEventSource);
vi.stubGlobal(
  'ResizeObserver',
  class {
    observe = () => undefined;
    unobserve = () => undefined;
    disconnect = () => undefined;
  },
);
vi.stubGlobal('matchMedia', () => ({ matches: false, addEventListener: () => undefined, removeEventListener: () => undefined }));

// Pages are tested whole; a busy machine may take its time.
configure({ asyncUtilTimeout: 10_000 });

beforeAll(() => network.listen({ onUnhandledRequest: 'error' }));
afterEach(() => {
  cleanup();
  network.resetHandlers();
});
afterAll(() => network.close());
