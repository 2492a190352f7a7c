import type { Branch, BranchTurn, ComparedCalls, Comparison, DiffPiece, Evaluator, Interaction, ReplayedCall, ReplayOrder, ReplayResult, ReplayRun, RunReport, RunRequest, SessionReplay, SessionTree, Summary } from '../api/types';
import { detailOf, idAt, requestBody } from './fixtures';

export interface Refusal {
  status: number;
  title: string;
  detail: string;
  code: string;
  still_works: string[];
}

const said = 'Certainly. The refund of €66.90 goes back to the card you paid with; that takes three to five working days, and a label for the return is on its way.';

const evaluators: Evaluator[] = [
  { type: 'contains', summary: 'texts stand in the answer', passes: 1, short_option: 'value', options: [{ name: 'value', expected: 'a text', summary: 'what is looked for' }] },
  { type: 'same', summary: 'the answer says to a program the same', passes: 1, options: [] },
];

function callOf(detail: Interaction): ReplayedCall {
  const { interaction_id: id, provider, model, request, response, status, error_message: error, metrics: m } = detail;
  return {
    interaction_id: id ?? '', provider, model, prompt: request?.prompt, system_prompt: request?.system_prompt, parameters: request?.parameters, response: response?.content, finish_reason: response?.finish_reason, status: status ?? 'success',
    error_message: error, latency_ms: m?.latency_ms, ttft_ms: m?.ttft_ms, prompt_tokens: m?.prompt_tokens, completion_tokens: m?.completion_tokens, cost_usd: m?.total_cost_usd,
  };
}

/** Words that stay at the beginning and the end, and what is between. */
function diff(one: string, other: string): DiffPiece[] {
  const [a, b] = [one.split(/(?<= )/), other.split(/(?<= )/)];
  let head = 0;
  while (head < Math.min(a.length, b.length) && a[head] === b[head]) head++;
  let tail = 0;
  while (tail < Math.min(a.length, b.length) - head && a.at(-1 - tail) === b.at(-1 - tail)) tail++;
  const pieces: DiffPiece[] = [
    { kind: 'same', text: a.slice(0, head).join('') },
    { kind: 'removed', text: a.slice(head, a.length - tail).join('') },
    { kind: 'added', text: b.slice(head, b.length - tail).join('') },
    { kind: 'same', text: a.slice(a.length - tail).join('') },
  ];
  return pieces.filter((piece) => piece.text !== '');
}

function compare(original: ReplayedCall, replay: ReplayedCall): Comparison {
  const change = <T,>(of: (call: ReplayedCall) => T | undefined) => ({ original: of(original), replay: of(replay) });
  const isSame = original.response === replay.response;
  return {
    prompt_similarity: original.prompt === replay.prompt ? 1 : 0.4, response_similarity: isSame ? 1 : 0.42, prompt_modified: original.prompt !== replay.prompt, system_modified: original.system_prompt !== replay.system_prompt,
    params_modified: JSON.stringify(original.parameters) !== JSON.stringify(replay.parameters), model_modified: original.model !== replay.model, same: isSame, embedding_similarity: 0.81, tool_calls_equal: true,
    finish_reason: change((c) => c.finish_reason), status: change((c) => c.status), latency_ms: change((c) => c.latency_ms), ttft_ms: change((c) => c.ttft_ms), prompt_tokens: change((c) => c.prompt_tokens), completion_tokens: change((c) => c.completion_tokens), cost_usd: change((c) => c.cost_usd),
    word_diff: isSame ? undefined : diff(original.response ?? '', replay.response ?? ''),
  };
}

/** Replays on a made-up server: every answer is the same sentence, and what was sent is on record. */
export class MockReplay {
  /** What was asked to be sent, in order. */
  readonly sent: (ReplayOrder | RunRequest | SessionReplay)[] = [];
  readonly runs: ReplayRun[] = [];
  readonly branches: Branch[] = [];
  private readonly calls = new Map<string, ReplayedCall>();

  constructor(private readonly items: Summary[], private readonly now: number) {}

  callOf(id: string): ReplayedCall | undefined {
    const summary = this.items.find((item) => item.interaction_id === id);
    return this.calls.get(id) ?? (summary && callOf(detailOf(summary, [])));
  }

  send(id: string, order: ReplayOrder): ReplayResult | Refusal {
    const original = this.callOf(id);
    const summary = this.items.find((item) => item.interaction_id === id);
    if (original === undefined || summary === undefined) return { status: 404, title: 'Not found', detail: `No interaction ${id}.`, code: 'not_found', still_works: [] };
    if (summary.kind !== 'llm') return { status: 409, title: 'This cannot be replayed', detail: 'The request body was erased, by retention or on demand.', code: 'body_erased', still_works: ['What the record says of the call (model, tokens, cost, scores) can still be read and compared.'] };
    const request = { provider: order.provider ?? original.provider ?? '', dialect: 'openai.chat', method: 'POST', path: '/v1/chat/completions' };
    if (order.dry_run === true) return { original, request: { ...request, body: requestBody(detailOf(summary, [])) } };
    this.sent.push(order);
    if (order.provider === 'anthropic') return { status: 409, title: 'This cannot be replayed', detail: "'anthropic' answers nobody without a key.", code: 'no_credential', still_works: ['Send a key along with this one.'] };
    const replay = this.record(original, order);
    this.items.unshift({ ...summary, interaction_id: replay.interaction_id, timestamp: new Date(this.now).toISOString(), model: replay.model, status: 'success', replay: { of: id }, tags: ['replay'] });
    return { original, replay, comparison: compare(original, replay), request, notes: ['The original’s answer was streamed.'] };
  }

  compared(id: string, other: string): ComparedCalls | undefined {
    const [original, replay] = [this.callOf(id), this.callOf(other)];
    return original && replay && { original, replay, comparison: compare(original, replay) };
  }

  /** Null where this is not for runs and branches. */
  answer(method: string, [what, id, part]: readonly (string | undefined)[], body: string): unknown {
    if (what === 'runs' && id === undefined) return method === 'POST' ? this.startRun(JSON.parse(body) as RunRequest) : { items: this.runs };
    const run = this.runs.find((one) => one.id === id);
    if (what !== 'runs' || run === undefined) return null;
    if (part === 'report') return this.report(run);
    if (part === 'stop') run.state = 'stopped';
    if (part === 'resume') run.state = 'running';
    return run;
  }

  tree(id: string, items: readonly Summary[]): SessionTree {
    const turns = items.filter((item) => item.kind === 'llm').map((item, at) => ({ turn: at + 1, interaction_id: item.interaction_id, timestamp: item.timestamp, status: item.status, model: item.model, rebuilt: at === 0 ? 'first' : 'bytes', prompt: item.prompt_preview, response: item.content_preview }));
    return { session_id: id, turns, tools: ['find_order'], branches: this.branches };
  }

  startBranch(id: string, items: readonly Summary[], order: SessionReplay): Branch {
    this.sent.push(order);
    const origin = items.filter((item) => item.kind === 'llm');
    const from = order.from_turn ?? 1;
    const turns = origin.slice(from - 1).map((item, at) => this.turn(item, from + at, at > 0));
    const branch: Branch = {
      branch_id: idAt(this.now, 900 + this.branches.length), session_id: id, fork_turn: from, origin_turns: origin.length, mode: order.mode ?? 'pinned', changes: { model: order.changes?.model, prompt: order.changes?.prompt, system: order.changes?.system },
      created_at: new Date(this.now).toISOString(), state: 'completed', first_divergence: turns.find((turn) => turn.diverged)?.turn, diverged: turns.filter((turn) => turn.diverged).length, turns,
    };
    this.branches.push(branch);
    return branch;
  }

  evaluators() {
    return { items: evaluators };
  }

  private record(original: ReplayedCall, order: ReplayOrder): ReplayedCall {
    const parameters: unknown = order.parameters === undefined ? original.parameters : { ...(typeof original.parameters === 'object' ? original.parameters : {}), ...order.parameters };
    const replay: ReplayedCall = {
      ...original, interaction_id: idAt(this.now, 500 + this.calls.size), prompt: order.prompt ?? original.prompt, system_prompt: order.system ?? original.system_prompt, model: order.model ?? original.model, provider: order.provider ?? original.provider,
      parameters: parameters, response: said, latency_ms: 640, completion_tokens: 41,
    };
    this.calls.set(replay.interaction_id, replay);
    return replay;
  }

  private turn(item: Summary, turn: number, diverged: boolean): BranchTurn {
    const original = callOf(detailOf(item, []));
    const replay = diverged ? this.record(original, {}) : { ...original, interaction_id: idAt(this.now, 700 + turn) };
    this.calls.set(replay.interaction_id, replay);
    const c = compare(original, replay);
    return {
      turn, original_id: original.interaction_id, replay_id: replay.interaction_id, diverged, difference: diverged ? 'text' : undefined, response_similarity: c.response_similarity, same_request: true, status: c.status, finish_reason: c.finish_reason, latency_ms: c.latency_ms,
      prompt_tokens: c.prompt_tokens, completion_tokens: c.completion_tokens, cost_usd: c.cost_usd, preview: { original: original.response, replay: replay.response },
    };
  }

  private startRun(request: RunRequest): ReplayRun {
    this.sent.push(request);
    const { parameters, ...rest } = request;
    const run: ReplayRun = {
      ...rest, parameters: parameters as ReplayRun['parameters'], id: `run-20261120-120000-k7f${this.runs.length}`, project: 'default', state: 'done', evaluators: request.evaluators ?? [], concurrency: request.concurrency ?? 4, total: 24, done: 24, succeeded: 22, failed: 1, skipped: 1, retried: 0,
      spent_usd: 0.0306, created_at: new Date(this.now).toISOString(), ended_at: new Date(this.now + 9000).toISOString(),
    };
    this.runs.unshift(run);
    return run;
  }

  private report(run: ReplayRun): RunReport {
    const [first, second] = this.items.filter((item) => item.kind === 'llm' && item.status === 'success');
    const worst = [first, second].filter((item) => item !== undefined).map((item, at) => {
      const original = callOf(detailOf(item, []));
      const replay = this.record(original, { model: run.model });
      return { case: item.interaction_id, original_id: item.interaction_id, replay_id: replay.interaction_id, outcome: 'loss' as const, difference: -0.5 + at * 0.2, similarity: 0.42, prompt: original.prompt, original: original.response, replay: said, scores: [{ name: 'contains', original: 1, replay: 0.5, reason: 'one of two texts' }] };
    });
    return {
      run, counts: { originals: 24, replayed: 23, missing: 1, failed: 1, same: 4, changed: 18, repeated: 0 },
      verdict: { wins: 3, losses: 12, ties: 7, kept_share: 0.45, win_share: 0.2, win_share_lower: 0.07, win_share_upper: 0.45, p_value: 0.035, score: { pairs: 22, original: 0.91, replay: 0.74, difference: -0.17, lower: -0.28, upper: -0.06 } },
      measures: [{ name: 'contains', is_pairwise: false, wins: 3, losses: 12, ties: 7, p_value: 0.035, scored: 22, mean: 0.74, paired: { pairs: 22, original: 0.91, replay: 0.74, difference: -0.17 } }],
      latency: { pairs: 22, original_p50: 1200, original_p95: 4800, replay_p50: 640, replay_p95: 1900 }, tokens: { original_prompt: 40_120, original_completion: 9_120, replay_prompt: 40_120, replay_completion: 8_004 }, cost: { original_usd: 0.0814, replay_usd: 0.0306, judges_usd: 0, unknown: 0 },
      failures: [{ reason: 'rate_limit_exceeded', count: 1 }], skipped: [{ reason: 'body_erased', count: 1 }], worst,
    };
  }
}

/** A result as the server sends it while somebody looks on: pieces of the answer, then the whole. */
export function streamOf(result: ReplayResult): string {
  const pieces = (result.replay?.response ?? '').split(/(?<= )/).map((text) => `event: piece\ndata: ${JSON.stringify({ time: 0, text })}\n\n`);
  return `${pieces.join('')}event: result\ndata: ${JSON.stringify(result)}\n\n`;
}
