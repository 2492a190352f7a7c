// Takes pictures of every page, for looking at: both themes, wide and phone; and checks each for accessibility. `npm run build` first.
//   node scripts/shots.mjs [folder] [address of a running server]     without an address, the mock server answers
import { mkdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { chromium } from 'playwright-core';
import { preview } from 'vite';

const [folder = '../artifacts/web', address] = process.argv.slice(2);
mkdirSync(folder, { recursive: true });

async function serve(recorded) {
  if (address !== undefined) return { url: address, close: () => {} };
  process.env.REPRISE_MOCK = recorded;
  const server = await preview({ mode: 'mock', logLevel: 'warn', preview: { port: 0 } });
  return { url: `http://localhost:${server.httpServer.address().port}`, close: () => server.close() };
}

const flags = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'];
const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: flags });
const faults = [];

async function page(url, { dark = false, phone = false } = {}) {
  const viewport = phone ? { width: 390, height: 844 } : { width: 1440, height: 900 };
  const context = await browser.newContext({ viewport, colorScheme: dark ? 'dark' : 'light', timezoneId: 'Europe/Berlin' });
  const opened = await context.newPage();
  // That a stranger is refused is what the page of signing in is for.
  opened.on('console', (message) => message.type() === 'error' && !message.text().includes('status of 401') && faults.push(message.text()));
  opened.on('pageerror', (error) => faults.push(String(error)));
  await opened.goto(url);
  return opened;
}

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const firstRow = (p) => p.locator('[role=row] a').first();
async function shoot(p, name) {
  await p.waitForTimeout(400);
  await p.screenshot({ path: `${folder}/${name}.png` });
  await p.evaluate(axe);
  const { violations } = await p.evaluate(() => globalThis.axe.run({ runOnly: ['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa'] }));
  for (const { id, help, nodes } of violations) faults.push(`axe ${id}: ${help} — ${nodes[0].target} (${name})`);
}

const full = await serve('full');
for (const theme of ['light', 'dark']) {
  for (const width of ['wide', 'phone']) {
    const p = await page(full.url, { dark: theme === 'dark', phone: width === 'phone' });
    const name = (what) => `${what}-${theme}-${width}`;
    await firstRow(p).waitFor();
    await shoot(p, name('list'));
    await p.goto(`${full.url}/interactions?q=refund%20kind:llm`);
    await firstRow(p).click();
    await p.getByRole('tab', { name: 'Conversation' }).waitFor();
    await shoot(p, name('detail'));
    await p.getByRole('tab', { name: 'Response' }).click();
    await shoot(p, name('response'));
    await p.goto(`${full.url}/interactions?q=tag:hostile`);
    await firstRow(p).click();
    await shoot(p, name('hostile'));
    await p.goto(`${full.url}/interactions?q=kind:llm%20status:success&live=off`);
    await firstRow(p).click();
    await p.getByRole('link', { name: 'Replay', exact: true }).last().click();
    await p.getByRole('textbox', { name: 'Prompt', exact: true }).fill('How long does a refund take?');
    await shoot(p, name('replay-form'));
    await p.keyboard.press('Control+Enter');
    await p.getByRole('region', { name: 'Comparison' }).waitFor();
    await shoot(p, name('replay'));
    await p.goto(`${full.url}/replay/new`);
    await p.getByRole('button', { name: /^Send \d/ }).waitFor();
    await shoot(p, name('run-new'));
    if (address === undefined) {
      await p.getByRole('button', { name: /^Send \d/ }).click();
      await p.getByRole('region', { name: 'Verdict' }).waitFor();
      await shoot(p, name('run'));
    }
    await p.goto(`${full.url}/replay`);
    await shoot(p, name('runs'));
    await p.goto(`${full.url}/sessions`);
    await firstRow(p).waitFor();
    await shoot(p, name('sessions'));
    await firstRow(p).click();
    await shoot(p, name('session'));
    if (address === undefined) await p.goto(`${full.url}/sessions/support-2231`);
    await p.getByRole('link', { name: /^Replay session/ }).click();
    await p.getByRole('form', { name: 'Replay session' }).waitFor();
    if (address === undefined) {
      await p.getByRole('combobox', { name: 'Model' }).fill('gpt-4o');
      await p.getByRole('button', { name: /^Replay \d/ }).click();
      await p.getByRole('region', { name: 'Branches' }).getByRole('button', { name: /the first that differs/ }).last().click();
      await p.getByRole('region', { name: 'Comparison' }).waitFor();
    }
    await shoot(p, name('branches'));
    await p.goto(`${full.url}/cache`);
    await p.getByRole('img', { name: /^Hit rate/ }).waitFor();
    await shoot(p, name('cache'));
    await p.goto(`${full.url}/cache?tab=entries`);
    await firstRow(p).waitFor();
    await shoot(p, name('cache-entries'));
    await p.getByRole('button', { name: 'Evict' }).first().click();
    await shoot(p, name('cache-evict'));
    await p.goto(`${full.url}/cache?tab=explain`);
    await p.getByRole('textbox', { name: 'Text' }).fill('How long does a refund take?');
    await p.getByRole('button', { name: 'Explain' }).click();
    await p.getByRole('region', { name: 'Decision' }).waitFor();
    await shoot(p, name('cache-explain'));
    await p.goto(`${full.url}/privacy`);
    await p.getByRole('heading', { name: 'Policies to choose from' }).waitFor();
    await shoot(p, name('privacy'));
    await p.goto(`${full.url}/privacy?tab=test`);
    await p.getByRole('textbox', { name: 'Text' }).fill('I am ann@example.com, and my card is 4111 1111 1111 1111. Where is my order 48213?');
    await p.getByRole('combobox', { name: 'Policy' }).click();
    await p.getByRole('option', { name: 'personal' }).click();
    await p.getByRole('button', { name: 'Try' }).click();
    await p.getByRole('region', { name: 'Outcome' }).waitFor();
    await shoot(p, name('privacy-test'));
    await p.goto(`${full.url}/privacy?tab=erase`);
    await p.getByRole('textbox', { name: 'User' }).fill('u_4f1c');
    await p.getByRole('button', { name: 'Count' }).click();
    await p.getByRole('region', { name: 'Counted' }).waitFor();
    await shoot(p, name('privacy-erase'));
    if (address === undefined) {
      await p.getByRole('button', { name: 'Erase …' }).click();
      await p.getByRole('textbox', { name: /^Write/ }).fill('erase');
      await shoot(p, name('privacy-confirm'));
      await p.getByRole('button', { name: 'Erase', exact: true }).click();
      await p.getByText('Certificate', { exact: true }).first().waitFor();
      await shoot(p, name('privacy-certificate'));
    }
    await p.goto(`${full.url}/privacy?tab=report`);
    await p.getByRole('heading', { name: 'Data-protection report' }).waitFor();
    await shoot(p, name('privacy-report'));
    await p.goto(`${full.url}/audit`);
    await p.getByRole('table', { name: 'Audit log' }).waitFor();
    await shoot(p, name('audit'));
    if (address === undefined) {
      await p.goto(`${full.url}/interactions?live=off`);
      await p.getByLabel('blocked by the security policy').first().waitFor();
      await p.locator('[role=row]', { has: p.getByLabel('blocked by the security policy') }).first().getByRole('link').click();
      await p.getByRole('region', { name: 'Security and privacy' }).waitFor();
      await shoot(p, name('findings'));
      await p.getByRole('button', { name: 'Proof' }).click();
      await p.getByRole('button', { name: 'Download JSON' }).waitFor();
      await shoot(p, name('proof'));
    }
    await p.goto(`${full.url}/interactions?q=modle:x&live=off`);
    await p.getByText('did you mean').first().waitFor();
    await shoot(p, name('mistake'));
    if (width === 'wide') {
      await p.getByLabel('Filter', { exact: true }).fill('st');
      await shoot(p, name('completion'));
      await p.keyboard.press('Escape');
      await p.getByRole('button', { name: /Time range/ }).click();
      await shoot(p, name('range'));
    }
    await p.context().close();
  }
}
await full.close();

if (address === undefined) {
  const empty = await serve('empty');
  for (const options of [{}, { dark: true }, { phone: true }]) {
    const p = await page(empty.url, options);
    await p.getByRole('heading', { name: 'Nothing recorded yet' }).waitFor();
    await shoot(p, `empty-${options.dark ? 'dark' : 'light'}-${options.phone ? 'phone' : 'wide'}`);
    await p.context().close();
  }
  await empty.close();
  const locked = await serve('login');
  for (const options of [{}, { dark: true }, { phone: true }]) {
    const p = await page(locked.url, options);
    await p.getByRole('textbox', { name: 'Name' }).fill('ann');
    await p.getByLabel('Password', { exact: true }).fill('guess');
    await p.getByRole('button', { name: 'Sign in', exact: true }).click();
    await p.getByRole('alert').waitFor();
    await shoot(p, `sign-in-${options.dark ? 'dark' : 'light'}-${options.phone ? 'phone' : 'wide'}`);
    if (options.phone !== true) {
      await p.getByLabel('Password', { exact: true }).fill('fountain-pen-48');
      await p.getByRole('button', { name: 'Sign in', exact: true }).click();
      await p.getByRole('button', { name: /^Signed in as/ }).click();
      await p.getByRole('button', { name: 'Sign out' }).waitFor();
      await shoot(p, `account-${options.dark ? 'dark' : 'light'}-wide`);
      await p.getByRole('button', { name: 'Sign out' }).click();
      await p.getByRole('heading', { name: 'Sign in to Reprise' }).waitFor();
    }
    await p.context().close();
  }
  await locked.close();
}
await browser.close();
console.log(`pictures in ${folder}; ${faults.length} faults`);
for (const fault of new Set(faults)) console.log(fault);
