import react from '@vitejs/plugin-react';
import { defineConfig } from 'vitest/config';
import { mockServer } from './src/testing/mockServer';

// As strict as the server's own; the kit sets styles on elements, hence the one exception.
const policy =
  "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; font-src 'self'; img-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

// `--mode mock` answers /api from src/testing, so that pages can be looked at without a server.
export default defineConfig(({ mode }) => {
  const proxy: Record<string, string> = mode === 'mock' ? {} : { '/api': process.env.REPRISE_URL ?? 'http://127.0.0.1:5080' };
  return {
    plugins: [react(), ...(mode === 'mock' ? [mockServer()] : [])],
    // Fonts and images stay files: the content security policy of the server allows no data: fonts.
    build: { assetsInlineLimit: 0, target: 'es2022', manifest: true },
    server: { proxy },
    preview: { proxy, headers: { 'Content-Security-Policy': policy } },
    test: { environment: 'jsdom', setupFiles: ['src/testing/setup.ts'], testTimeout: 30_000 },
  };
});
