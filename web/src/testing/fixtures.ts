import type { Fact, Field, Interaction, ServerStatus, Summary } from '../api/types';
import { asks, hostileAnswer, type Ask } from './asks';

/** A small random source, so that pages look the same each time. */
function source(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1664525 + 1013904223) % 4294967296;
    return state / 4294967296;
  };
}

const random = source(7);
const pick = <T,>(items: readonly [T, ...T[]]): T => items[Math.floor(random() * items.length)] ?? items[0];

export function idAt(time: number, n: number): string {
  const hex = time.toString(16).padStart(12, '0');
  return `${hex.slice(0, 8)}-${hex.slice(8)}-7${(n % 4096).toString(16).padStart(3, '0')}-8a3f-${n.toString(16).padStart(12, '0')}`;
}

const errors = { error: [429, 'rate_limit_exceeded', 'Rate limit reached for requests. Try again in 2 s.'], timeout: [504, 'timeout', 'The provider gave no answer within 60 s.'], cancelled: [200, undefined, undefined] } as const;

function statusFor(ask: Ask): 'success' | 'error' | 'timeout' | 'cancelled' {
  if (ask.kind === 'cli_command') return 'success';
  const roll = random();
  return roll < 0.9 ? 'success' : roll < 0.95 ? 'error' : roll < 0.975 ? 'cancelled' : 'timeout';
}

/** What scanning and privacy made of some of them. */
function notesOf(n: number): Pick<Summary, 'security' | 'privacy'> {
  const quiet = { prompt_entropy: 4.12, injection_score: 0.02, sensitivity_level: 'internal', sensitivity_reason: 'nothing personal was found' };
  switch (n % 9) {
    case 2:
      return { security: { prompt_entropy: 4.61, injection_score: 0.93, yara_matches: ['reprise:injection_override'], token_inspection_result: { suspicious: ['bidi', 'zero_width'] }, sensitivity_level: 'internal', sensitivity_reason: 'nothing personal was found', action: 'block', action_reason: 'no-injections' } };
    case 4:
      return { security: { ...quiet, secrets: ['aws_access_key'], sensitivity_level: 'restricted', sensitivity_reason: 'holds secret', action: 'flag', action_reason: 'look-at-it' }, privacy: { policy: 'personal', counts: { email: 3, card: 1 } } };
    case 6:
      return { security: quiet, privacy: { policy: 'strict', counts: { name: 2 }, restricted: ['input', 'output'], dropped: ['input', 'output', 'tools'] } };
    default:
      return n % 2 === 0 ? {} : { security: quiet };
  }
}

/** One believable interaction. */
export function summaryAt(time: number, n: number, ask: Ask = asks[n % asks.length] ?? asks[0]): Summary {
  const status = ask.hostile === true ? 'success' : statusFor(ask);
  const failed = status === 'error' || status === 'timeout';
  const isModel = ask.kind === 'llm' || ask.kind === 'embedding';
  const prompt = Math.round(80 + random() * 5200);
  const completion = failed || ask.kind === 'embedding' ? 0 : Math.round(12 + random() * 900);
  const cached = random() < 0.3 ? Math.round(prompt * 0.7) : undefined;
  const [http, code, message] = status === 'success' ? [200, undefined, undefined] : errors[status];
  const tokens = { prompt_tokens: prompt, completion_tokens: completion, total_tokens: prompt + completion, cached_tokens: cached };
  const cost = failed || ask.provider === 'ollama' ? undefined : (prompt * 0.15 + completion * 0.6) / 1e6;
  return {
    interaction_id: idAt(time, n), timestamp: new Date(time).toISOString(), kind: ask.kind, name: ask.name, provider: ask.provider, model: ask.model,
    response_model: ask.model, status, http_status: isModel ? http : undefined, error_code: code, error_message: message,
    user_id: pick(['u_4f1c', 'u_9b20', 'u_77aa', '']), session_id: ask.session ?? '', trace_id: 'a3f1c09be2d94c7f8e10aa5ad1b2c3d4',
    prompt_type: ask.type, tags: ask.tags ?? [], stream: ask.kind === 'llm', finish_reason: failed ? undefined : ask.calls ? 'tool_calls' : 'stop',
    prompt_preview: ask.prompt.slice(0, 160), content_preview: failed ? undefined : ask.answer.slice(0, 160),
    metrics: { ...(isModel ? tokens : {}), latency_ms: Math.round(isModel ? 300 + random() * 6000 : 4 + random() * 300), ttft_ms: isModel && !failed ? Math.round(150 + random() * 700) : undefined, total_cost_usd: isModel ? cost : undefined, price_version: cost === undefined ? undefined : '2026-11-01' },
    cache: ask.kind === 'llm' ? { status: random() < 0.2 ? 'hit' : 'miss', policy: 'default' } : undefined,
    flagged: random() < 0.03, rating: random() < 0.08 ? pick([1, -1]) : undefined, labels: random() < 0.1 ? { topic: 'refund' } : {}, ...(isModel ? notesOf(n) : {}),
  };
}

/** In full: where a hit came from, and why there was none. */
function cacheOf({ cache, interaction_id: id }: Summary): Interaction['cache'] {
  if (cache === undefined) return undefined;
  return cache.status === 'hit' ? { ...cache, source_interaction_id: id.replace(/.$/, '0') } : { ...cache, reason: 'guard_numbers', similarity: 0.9512 };
}

/** What opening one shows, made from its summary. */
export function detailOf(summary: Summary, facts: readonly Fact[]): Interaction {
  const ask = asks.find((a) => summary.prompt_preview === a.prompt.slice(0, 160)) ?? asks[0];
  const answer = ask.hostile === true ? hostileAnswer : ask.answer;
  const answered = summary.status === 'success';
  return {
    ...summary, cache: cacheOf(summary), project: 'default', dialect: 'openai.chat', operation: 'POST /v1/chat/completions', input_hash: '9f2c'.repeat(16), prompt_hash: '51ab'.repeat(16),
    metadata: { release: '2026.11.2', region: 'eu-west-1' },
    request: {
      prompt: ask.prompt, system_prompt: ask.system,
      messages: summary.kind !== 'llm' ? undefined : [...(ask.system === undefined ? [] : [{ role: 'system', content: ask.system }]), ...(ask.earlier ?? []), { role: 'user', content: ask.prompt, attachments: ask.attachments }],
      tools: ask.calls === undefined ? undefined : [{ type: 'function', function: { name: ask.calls[0]?.name, parameters: { type: 'object' } } }],
      parameters: summary.kind === 'llm' ? { temperature: 0.2, max_tokens: 1024, stream: true } : undefined,
    },
    response: answered ? { content: ask.calls === undefined ? answer : undefined, tool_calls: ask.calls, reasoning: ask.reasoning, completion_tokens: summary.metrics?.completion_tokens, finish_reason: summary.finish_reason } : {},
    facts: [...facts],
  };
}

export function requestBody(detail: Interaction): string {
  return JSON.stringify({ model: detail.model, ...(typeof detail.request?.parameters === 'object' ? detail.request.parameters : {}), messages: detail.request?.messages });
}

export function responseBody(detail: Interaction): string {
  const words = (detail.response?.content ?? '').split(/(?<= )/).map((content) => `data: ${JSON.stringify({ id: 'chatcmpl-9', object: 'chat.completion.chunk', choices: [{ index: 0, delta: { content } }] })}`);
  return `${words.join('\n\n')}\n\ndata: [DONE]\n\n`;
}

export const fields: Field[] = [
  { name: 'model', type: 'text', can_group: true, description: 'Model asked for', values: ['gpt-4o-mini', 'claude-sonnet-4-5', 'llama3.2'] },
  { name: 'provider', type: 'text', can_group: true, description: 'Provider as configured', values: ['openai', 'anthropic', 'ollama'] },
  { name: 'status', type: 'text', can_group: true, description: 'How it ended', values: ['success', 'error', 'timeout', 'cancelled'] },
  { name: 'kind', type: 'text', can_group: true, description: 'What was called', values: ['llm', 'embedding', 'tool', 'api_request', 'cli_command', 'check', 'event'] },
  { name: 'session', type: 'text', can_group: true, description: 'Session id' },
  { name: 'latency_ms', type: 'number', can_group: false, description: 'Time to the whole answer, milliseconds' },
  { name: 'cost_usd', type: 'number', can_group: false, description: 'Cost in US dollars' },
  { name: 'tag', type: 'text_set', can_group: true, description: 'One of its tags' },
];

export const status: ServerStatus = {
  version: '0.1.0', started_at: '2026-11-20T04:00:00Z', store: { engine: 'sqlite', healthy: true },
  capture: { received: 12408, stored: 12405, known: 0, queued: 3, dropped: 0, failed: 0, unjournaled: 0, journal_bytes: 18_240, journal_healthy: true },
  providers: [{ name: 'openai', base_url: 'https://api.openai.com' }, { name: 'anthropic', base_url: 'https://api.anthropic.com' }, { name: 'ollama', base_url: 'http://127.0.0.1:11434' }],
  prices: { version: '2026-11-01', models: 812 },
  proof: { enabled: true, healthy: true, entries: 12_405, checkpoint: 41, checkpoint_entries: 12_400, queued: 0, doubtful: 0, unproven: 0, adopting: false },
  evaluation: { received: 40, scored: 40, queued: 0, dropped: 0, limited: 0, failed: 0 },
  cache: { ready: true, vectors: 'built in', entries: 14, hits: 496, semantic_hits: 248, misses: 496, bypasses: 31, hot_bytes: 40_120, queued: 0, dropped: 0, failed: 0, checks: 200, wrong_checks: 4, embedder: { name: 'built in', state: 'ready' } },
};
