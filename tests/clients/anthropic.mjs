import Anthropic from '@anthropic-ai/sdk';
import { answerOf, labels, play, question, refused, task, tools } from './wire.mjs';

const baseURL = process.argv[2];

const clientOf = (wire, session, path = '/anthropic') =>
  new Anthropic({ baseURL: baseURL + path, apiKey: 'sk-ant-test', maxRetries: 0, fetch: wire.fetch, defaultHeaders: labels(session) });

const ask = (model = 'claude-haiku-4-5') => ({ model, max_tokens: 1024, system: 'Be brief.', messages: [{ role: 'user', content: question }] });

const textOf = (message) =>
  message.content
    .filter((block) => block.type === 'text')
    .map((block) => block.text)
    .join('');

const ofMessage = (message) => ({
  model: message.model,
  content: textOf(message),
  tools: message.content.filter((block) => block.type === 'tool_use').map((block) => ({ id: block.id, name: block.name, arguments: JSON.stringify(block.input) })),
  finish: message.stop_reason,
  prompt_tokens: message.usage.input_tokens + (message.usage.cache_creation_input_tokens ?? 0) + (message.usage.cache_read_input_tokens ?? 0),
  completion_tokens: message.usage.output_tokens,
});

/** Runs an agent until it answers without a tool. */
async function loop(create) {
  const messages = [{ role: 'user', content: task }];
  const seen = [];
  for (let turn = 0; turn < 5; turn++) {
    const message = await create({
      model: 'claude-sonnet-4-5',
      max_tokens: 1024,
      messages,
      tools: tools.map(({ name, description, schema }) => ({ name, description, input_schema: schema })),
    });
    seen.push(ofMessage(message));
    const uses = message.content.filter((block) => block.type === 'tool_use');
    if (uses.length === 0) break;
    messages.push({ role: 'assistant', content: message.content });
    messages.push({ role: 'user', content: uses.map((use) => ({ type: 'tool_result', tool_use_id: use.id, content: answerOf(use.name) })) });
  }
  return seen;
}

const errorCase = (behaviour) => (wire, session) => refused(() => clientOf(wire, session).messages.create(ask(`claude-haiku-4-5!${behaviour}`)));

await play('anthropic', {
  messages: async (wire, session) => [ofMessage(await clientOf(wire, session).messages.create(ask()))],
  'messages-short-form': async (wire, session) => [ofMessage(await clientOf(wire, session, '').messages.create(ask()))],
  'messages-stream': async (wire, session) => [ofMessage(await clientOf(wire, session).messages.stream(ask()).finalMessage())],
  'messages-tools': (wire, session) => loop((body) => clientOf(wire, session).messages.create(body)),
  'messages-tools-stream': (wire, session) => loop((body) => clientOf(wire, session).messages.stream(body).finalMessage()),
  'messages-abort': async (wire, session) => {
    const stream = await clientOf(wire, session).messages.create({ ...ask('claude-haiku-4-5!stall'), stream: true });
    let content = '';
    for await (const event of stream) {
      if (event.type === 'content_block_delta') content += event.delta.text;
      if (content) stream.controller.abort();
    }
    return [{ content, error: 'aborted' }];
  },
  'messages-cut': (wire, session) => refused(() => clientOf(wire, session).messages.stream(ask('claude-haiku-4-5!cut')).finalMessage()),
  'messages-stream-error': (wire, session) => refused(() => clientOf(wire, session).messages.stream(ask('claude-haiku-4-5!stream-error')).finalMessage()),
  'messages-400': errorCase('invalid'),
  'messages-401': errorCase('unauthorized'),
  'messages-429': errorCase('rate-limited'),
  'messages-500': errorCase('server-error'),
  'messages-529': errorCase('overloaded'),
  'count-tokens': async (wire, session) => {
    const { max_tokens, ...body } = ask();
    const count = await clientOf(wire, session).messages.countTokens(body);
    return [{ content: String(count.input_tokens) }];
  },
});
