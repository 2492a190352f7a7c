import { Ollama } from 'ollama';
import { answerOf, labels, play, question, refused, task, tools } from './wire.mjs';

const host = process.argv[2];

const clientOf = (wire, session) => new Ollama({ host: `${host}/ollama`, fetch: wire.fetch, headers: labels(session) });

const ask = (model = 'llama3.2:3b') => ({ model, messages: [{ role: 'user', content: question }] });

const seenOf = (answer, content) => ({
  model: answer.model,
  content,
  finish: answer.done_reason,
  prompt_tokens: answer.prompt_eval_count,
  completion_tokens: answer.eval_count,
});

const callsOf = (message) => (message.tool_calls ?? []).map((call) => ({ name: call.function.name, arguments: JSON.stringify(call.function.arguments) }));

const errorCase = (behaviour) => (wire, session) => refused(() => clientOf(wire, session).chat(ask(`llama3.2:3b!${behaviour}`)));

await play('ollama', {
  chat: async (wire, session) => {
    const answer = await clientOf(wire, session).chat(ask());
    return [seenOf(answer, answer.message.content)];
  },
  'chat-stream': async (wire, session) => {
    let content = '';
    let last;
    for await (const part of await clientOf(wire, session).chat({ ...ask(), stream: true })) {
      content += part.message.content;
      last = part;
    }
    return [seenOf(last, content)];
  },
  'chat-tools': async (wire, session) => {
    const messages = [{ role: 'user', content: task }];
    const seen = [];
    for (let turn = 0; turn < 5; turn++) {
      const answer = await clientOf(wire, session).chat({
        model: 'qwen2.5:7b',
        messages,
        tools: tools.map(({ name, description, schema }) => ({ type: 'function', function: { name, description, parameters: schema } })),
      });
      const calls = answer.message.tool_calls ?? [];
      seen.push({ ...seenOf(answer, answer.message.content), tools: callsOf(answer.message) });
      if (calls.length === 0) break;
      messages.push(answer.message, ...calls.map((call) => ({ role: 'tool', tool_name: call.function.name, content: answerOf(call.function.name) })));
    }
    return seen;
  },
  'chat-abort': async (wire, session) => {
    const stream = await clientOf(wire, session).chat({ ...ask('llama3.2:3b!stall'), stream: true });
    let content = '';
    try {
      for await (const part of stream) {
        content += part.message.content;
        if (content) stream.abort();
      }
    } catch (error) {
      return [{ content, error: error.name }];
    }
    return [{ content, error: 'none' }];
  },
  'chat-cut': (wire, session) =>
    refused(async () => {
      for await (const _ of await clientOf(wire, session).chat({ ...ask('llama3.2:3b!cut'), stream: true }));
    }),
  'chat-400': errorCase('invalid'),
  'chat-401': errorCase('unauthorized'),
  'chat-429': errorCase('rate-limited'),
  'chat-500': errorCase('server-error'),
  generate: async (wire, session) => {
    const answer = await clientOf(wire, session).generate({ model: 'llama3.2:3b', prompt: question });
    return [seenOf(answer, answer.response)];
  },
  'generate-stream': async (wire, session) => {
    let content = '';
    let last;
    for await (const part of await clientOf(wire, session).generate({ model: 'llama3.2:3b', prompt: question, stream: true })) {
      content += part.response;
      last = part;
    }
    return [seenOf(last, content)];
  },
  embed: async (wire, session) => {
    const answer = await clientOf(wire, session).embed({ model: 'nomic-embed-text', input: ['one text', 'another text'] });
    return [{ model: answer.model, vectors: answer.embeddings.map((vector) => vector.length), prompt_tokens: answer.prompt_eval_count }];
  },
});
