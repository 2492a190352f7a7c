import { readFileSync } from 'node:fs';
import Anthropic from '@anthropic-ai/sdk';
import OpenAI from 'openai';

// Makes recorded calls again with the official clients: from a bare server, from playback by what counts and, where that misses, from playback by lane alone.
// Arguments: the three servers and a file with a call a line. Prints a line for each call.
const [bare, byContent, byLane, file] = process.argv.slice(2);

const clientOf = (server, call) => {
  const base = `${server}/lane/${encodeURIComponent(call.name)}/${call.provider}`;
  return call.provider === 'openai'
    ? new OpenAI({ baseURL: `${base}/v1`, apiKey: 'sk-test', maxRetries: 0 })
    : new Anthropic({ baseURL: base, apiKey: 'sk-ant-test', maxRetries: 0 });
};

/** The method that is meant for a call; null where the client has none. */
function typed(client, call) {
  const body = call.json;
  switch (`${call.provider} ${call.method} ${call.target}`) {
    case 'openai POST /v1/chat/completions':
      return () => client.chat.completions.create(body);
    case 'openai POST /v1/responses':
      return () => client.responses.create(body);
    case 'openai POST /v1/completions':
      return () => client.completions.create(body);
    case 'openai POST /v1/embeddings':
      return () => client.embeddings.create(body);
    case 'openai POST /v1/moderations':
      return () => client.moderations.create(body);
    case 'anthropic POST /v1/messages':
      return () => client.messages.create(body);
    case 'anthropic POST /v1/messages?beta=true':
      return () => client.beta.messages.create(body);
    case 'anthropic POST /v1/messages/count_tokens':
      return () => client.messages.countTokens(body);
    case 'anthropic POST /v1/messages/count_tokens?beta=true':
      return () => client.beta.messages.countTokens(body);
    case 'anthropic POST /v1/complete':
      return () => client.completions.create(body);
    default:
      return null;
  }
}

/** Any path, with the client's own transport, errors and streams. */
function generic(client, call) {
  const path = call.provider === 'openai' ? call.target.slice('/v1'.length) : call.target;
  const options = { stream: call.stream };
  if (call.json !== undefined) options.body = call.json;
  else if (call.body) {
    options.body = Buffer.from(call.body, 'base64');
    options.headers = { 'content-type': call.type };
  }
  return () => client[call.method.toLowerCase()](path, options);
}

async function make(server, call) {
  const client = clientOf(server, call);
  const method = typed(client, call);
  const results = [];
  try {
    const answer = await (method ?? generic(client, call))();
    if (call.stream && answer?.[Symbol.asyncIterator]) for await (const event of answer) results.push(event);
    else results.push(answer instanceof Response ? await answer.text() : answer);
  } catch (error) {
    results.push({ error: error.constructor.name, status: error.status ?? null, message: error.message });
  }
  return { way: method ? 'typed' : 'generic', text: results.map((result) => JSON.stringify(result) ?? 'undefined').join('\n'), events: results.length };
}

const isMiss = (result) => result.text.includes('no recording of');

const calls = readFileSync(file, 'utf8')
  .split('\n')
  .filter(Boolean)
  .map((line) => JSON.parse(line));

async function work() {
  for (let call = calls.shift(); call; call = calls.shift()) {
    const plain = await make(bare, call);
    let played = await make(byContent, call);
    const how = isMiss(played) ? 'lane' : call.shared && played.text !== plain.text ? 'other-lane' : 'content';
    if (how !== 'content') played = await make(byLane, call);
    console.log(JSON.stringify({ name: call.name, way: plain.way, events: plain.events, how, bare: plain.text, played: played.text }));
  }
}

await Promise.all(Array.from({ length: 8 }, work));
