import Anthropic from '@anthropic-ai/sdk';
import OpenAI from 'openai';

// Calls that go wrong on purpose. Argument: the playback server. Each case has a lane of its own; prints a line for each with what the client made of it.
const server = process.argv[2];
const openai = (lane, maxRetries = 0) => new OpenAI({ baseURL: `${server}/lane/${lane}/openai/v1`, apiKey: 'sk-test', maxRetries });
const anthropic = (lane, maxRetries = 0) => new Anthropic({ baseURL: `${server}/lane/${lane}/anthropic`, apiKey: 'sk-test', maxRetries });
const ask = { model: 'gpt-4o-mini', messages: [{ role: 'user', content: 'Capital of France?' }] };

async function content(stream) {
  let text = '';
  for await (const chunk of stream) text += chunk.choices[0]?.delta?.content ?? '';
  return text;
}

const cases = {
  'retries': async (lane) => (await openai(lane, 3).chat.completions.create(ask)).choices[0].message.content,
  'retries-anthropic': async (lane) => (await anthropic(lane, 3).messages.create({ model: 'claude', max_tokens: 10, messages: ask.messages })).content[0].text,
  'busy': async (lane) => (await openai(lane).chat.completions.create(ask)).choices[0].message.content,
  'cut': async (lane) => content(await openai(lane).chat.completions.create({ ...ask, stream: true })),
  'cut-json': async (lane) => (await openai(lane).chat.completions.create(ask)).choices[0].message.content,
  'drop': async (lane) => (await openai(lane).chat.completions.create(ask)).choices[0].message.content,
};

await Promise.all(
  Object.entries(cases).map(async ([name, run]) => {
    let line;
    try {
      line = { case: name, text: await run(`node-${name}`) };
    } catch (error) {
      line = { case: name, error: error.constructor.name, status: error.status ?? null, code: error.code ?? null };
    }
    console.log(JSON.stringify(line));
  }),
);
