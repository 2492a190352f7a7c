import OpenAI from 'openai';
import { answerOf, labels, play, question, refused, task, tools } from './wire.mjs';

const baseURL = process.argv[2];

const clientOf = (wire, session, path = '/openai/v1') =>
  new OpenAI({ baseURL: baseURL + path, apiKey: 'sk-test', maxRetries: 0, fetch: wire.fetch, defaultHeaders: labels(session) });

const ask = (model = 'gpt-4o-mini') => ({ model, messages: [{ role: 'user', content: question }] });

const ofCompletion = (answer) => ({
  model: answer.model,
  content: answer.choices[0].message.content ?? '',
  tools: (answer.choices[0].message.tool_calls ?? []).map((call) => ({ id: call.id, name: call.function.name, arguments: call.function.arguments })),
  finish: answer.choices[0].finish_reason,
  prompt_tokens: answer.usage?.prompt_tokens,
  completion_tokens: answer.usage?.completion_tokens,
});

const ofResponse = (answer) => ({
  model: answer.model,
  content: answer.output_text,
  tools: answer.output.filter((item) => item.type === 'function_call').map((item) => ({ id: item.call_id, name: item.name, arguments: item.arguments })),
  prompt_tokens: answer.usage?.input_tokens,
  completion_tokens: answer.usage?.output_tokens,
});

const chatTools = tools.map(({ name, description, schema }) => ({ type: 'function', function: { name, description, parameters: schema } }));

/** Runs an agent until it answers without a tool. */
async function chatLoop(complete) {
  const messages = [{ role: 'user', content: task }];
  const seen = [];
  for (let turn = 0; turn < 5; turn++) {
    const answer = await complete(messages);
    seen.push(ofCompletion(answer));
    const message = answer.choices[0].message;
    if (!message.tool_calls?.length) break;
    messages.push({ role: 'assistant', content: message.content, tool_calls: message.tool_calls });
    for (const call of message.tool_calls) messages.push({ role: 'tool', tool_call_id: call.id, content: answerOf(call.function.name) });
  }
  return seen;
}

const errorCase = (behaviour) => (wire, session) => refused(() => clientOf(wire, session).chat.completions.create(ask(`gpt-4o-mini!${behaviour}`)));

await play('openai', {
  chat: async (wire, session) => [ofCompletion(await clientOf(wire, session).chat.completions.create(ask()))],
  'chat-short-form': async (wire, session) => [ofCompletion(await clientOf(wire, session, '/v1').chat.completions.create(ask()))],
  'chat-stream': async (wire, session) => {
    const stream = clientOf(wire, session).chat.completions.stream({ ...ask(), stream_options: { include_usage: true } });
    return [ofCompletion(await stream.finalChatCompletion())];
  },
  'chat-tools': (wire, session) => chatLoop((messages) => clientOf(wire, session).chat.completions.create({ model: 'gpt-4o', messages, tools: chatTools })),
  'chat-tools-stream': (wire, session) =>
    chatLoop((messages) => clientOf(wire, session).chat.completions.stream({ model: 'gpt-4o', messages, tools: chatTools, stream_options: { include_usage: true } }).finalChatCompletion()),
  'chat-abort': async (wire, session) => {
    const stream = await clientOf(wire, session).chat.completions.create({ ...ask('gpt-4o-mini!stall'), stream: true });
    let content = '';
    for await (const chunk of stream) {
      content += chunk.choices[0]?.delta?.content ?? '';
      if (content) stream.controller.abort();
    }
    return [{ content, error: 'aborted' }];
  },
  'chat-cut': async (wire, session) =>
    refused(async () => {
      for await (const _ of await clientOf(wire, session).chat.completions.create({ ...ask('gpt-4o-mini!cut'), stream: true }));
    }),
  'chat-400': errorCase('invalid'),
  'chat-401': errorCase('unauthorized'),
  'chat-429': errorCase('rate-limited'),
  'chat-500': errorCase('server-error'),
  responses: async (wire, session) => [ofResponse(await clientOf(wire, session).responses.create({ model: 'gpt-4.1-mini', input: question }))],
  'responses-stream': async (wire, session) => {
    const stream = clientOf(wire, session).responses.stream({ model: 'gpt-4.1-mini', input: question });
    return [ofResponse(await stream.finalResponse())];
  },
  'responses-tools': async (wire, session) => {
    const input = [{ role: 'user', content: task }];
    const seen = [];
    for (let turn = 0; turn < 5; turn++) {
      const answer = await clientOf(wire, session).responses.create({
        model: 'gpt-4.1',
        input,
        tools: tools.map(({ name, description, schema }) => ({ type: 'function', name, description, parameters: schema, strict: false })),
      });
      seen.push(ofResponse(answer));
      const calls = answer.output.filter((item) => item.type === 'function_call');
      if (calls.length === 0) break;
      input.push(...answer.output, ...calls.map((call) => ({ type: 'function_call_output', call_id: call.call_id, output: answerOf(call.name) })));
    }
    return seen;
  },
  embeddings: async (wire, session) => {
    const answer = await clientOf(wire, session).embeddings.create({ model: 'text-embedding-3-small', input: ['one text', 'another text'] });
    return [{ model: answer.model, vectors: answer.data.map((item) => item.embedding.length), prompt_tokens: answer.usage.prompt_tokens }];
  },
  models: async (wire, session) => {
    const page = await clientOf(wire, session).models.list();
    return [{ names: page.data.map((model) => model.id) }];
  },
});
