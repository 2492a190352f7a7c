import assert from 'node:assert/strict';
import { after, beforeEach, test } from 'node:test';
import OpenAI from 'openai';

const playback = process.env.REPRISE_PLAYBACK ?? 'http://127.0.0.1:5090';

beforeEach(() => fetch(`${playback}/playback/rewind`, { method: 'POST' }));

after(async () => {
  const status = await (await fetch(`${playback}/playback/status`)).json();
  assert.deepEqual(status.misses, []);
});

test('names the capital', async () => {
  const openai = new OpenAI({ baseURL: `${playback}/lane/capital/openai/v1`, apiKey: 'none', maxRetries: 0 });
  const answer = await openai.chat.completions.create({ model: 'gpt-4o-mini', messages: [{ role: 'user', content: 'Capital of France?' }] });
  assert.equal(answer.choices[0].message.content, 'Paris');
});
