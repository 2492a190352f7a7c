import type { Fact, ReplayOrder, SessionReplay, SessionSummary, Summary } from '../api/types';
import { detailOf, fields, requestBody, responseBody, status, summaryAt } from './fixtures';
import { MockCache } from './mockCache';
import { MockPrivate } from './mockPrivate';
import { MockReplay, streamOf } from './mockReplay';

export interface Answer {
  status: number;
  type: string;
  body: string;
}

const json = (body: unknown, code = 200): Answer => ({ status: code, type: 'application/json', body: code === 204 ? '' : JSON.stringify(body) });
const problem = (code: number, title: string, detail: string): Answer => ({ status: code, type: 'application/problem+json', body: JSON.stringify({ status: code, title, detail }) });

/** A server of a few hundred interactions in memory, for page tests and for looking at pages. It understands `field:value` and words, no more. */
export class MockApi {
  readonly items: Summary[];
  readonly facts = new Map<string, Fact[]>();
  readonly cache: MockCache;
  readonly replays: MockReplay;
  readonly guarded: MockPrivate;

  constructor(count: number, now: number) {
    this.items = Array.from({ length: count }, (_, n) => summaryAt(now - n * 137_000 - (n % 7) * 11_000, count - n));
    this.cache = new MockCache(this.items, now);
    this.replays = new MockReplay(this.items, now);
    this.guarded = new MockPrivate(this.items, now);
  }

  answer(method: string, url: URL, body: string): Answer {
    const [, , noun, id, part, other] = url.pathname.split('/').map(decodeURIComponent);
    const guarded = this.guarded.answer(method, [noun, id, part], url.searchParams, body);
    if (guarded !== null) return guarded[0] < 400 ? json(guarded[1], guarded[0]) : { status: guarded[0], type: 'application/problem+json', body: JSON.stringify({ status: guarded[0], ...(guarded[1] as object) }) };
    if (noun === 'fields') return json({ items: fields });
    if (noun === 'status') return json(status);
    if (noun === 'evaluators') return json(this.replays.evaluators());
    if (noun === 'aggregates') return json({ source: 'rows', truncated: false, rows: [{ count: this.items.filter((i) => i.kind === 'llm').length, cost_usd: 0.0814 }] });
    if (noun === 'replay') {
      const found = this.replays.answer(method, [id, part, other], body);
      return found === null ? problem(404, 'Not found', `Nothing at ${url.pathname}.`) : json(found);
    }
    if (noun === 'sessions' && id !== undefined && part === 'branches') return json(this.replays.tree(id, this.inSession(id).reverse().slice(0, 12)));
    if (noun === 'sessions' && id !== undefined && part === 'replay') return json(this.replays.startBranch(id, this.inSession(id).reverse().slice(0, 12), JSON.parse(body) as SessionReplay), 202);
    if (noun === 'sessions') return id === undefined ? this.sessions() : this.session(id);
    if (noun === 'cache') {
      const found = this.cache.answer(id, url.searchParams, body);
      return found === null ? problem(404, 'Not found', `Nothing at ${url.pathname}.`) : json(found);
    }
    if (noun !== 'interactions') return problem(404, 'Not found', `Nothing at ${url.pathname}.`);
    if (id === undefined) return this.list(url.searchParams);
    if (part === 'replay') return this.replay(id, JSON.parse(body) as ReplayOrder);
    if (part === 'compare') return json(this.replays.compared(id, other ?? ''));
    const summary = this.items.find((i) => i.interaction_id === id);
    if (summary === undefined) return problem(404, 'Interaction not found', `No interaction ${id} in project 'default'.`);
    return this.one(summary, method, part, body);
  }

  private replay(id: string, order: ReplayOrder): Answer {
    const result = this.replays.send(id, order);
    if ('code' in result) return { status: result.status, type: 'application/problem+json', body: JSON.stringify(result) };
    return order.dry_run === true ? json(result) : { status: 200, type: 'text/event-stream', body: streamOf(result) };
  }

  private one(summary: Summary, method: string, part: string | undefined, body: string): Answer {
    const facts = this.facts.get(summary.interaction_id) ?? [];
    const detail = detailOf(summary, facts);
    if (part === 'request') return { status: 200, type: 'application/json', body: requestBody(detail) };
    if (part === 'response') return { status: 200, type: 'text/event-stream', body: responseBody(detail) };
    if (part !== 'facts') return json(detail);
    if (method !== 'POST') return json({ items: facts });
    const fact: Fact = { ...(JSON.parse(body) as Fact), fact_id: crypto.randomUUID(), timestamp: new Date().toISOString() };
    this.facts.set(summary.interaction_id, [...facts, fact]);
    return json(fact, 201);
  }

  private list(params: URLSearchParams): Answer {
    const q = params.get('q') ?? '';
    if (q.includes('modle')) return problem(400, 'Filter not understood', `unknown field 'modle'; did you mean 'model'? (position ${q.indexOf('modle')})`);
    const from = params.get('from');
    const matching = this.items.filter((i) => (from === null || i.timestamp >= from) && q.split(/\s+/).every((word) => matches(i, word)));
    return json(page(matching, params));
  }

  private sessions(): Answer {
    const ids = [...new Set(this.items.map((i) => i.session_id ?? ''))].filter((id) => id !== '');
    return json({ items: ids.map((id) => summarise(id, this.inSession(id))) });
  }

  private session(id: string): Answer {
    const items = this.inSession(id).reverse().slice(0, 60);
    return items.length === 0 ? problem(404, 'Session not found', `No session '${id}' in project 'default'.`) : json({ session_id: id, summary: summarise(id, items), items });
  }

  private inSession(id: string): Summary[] {
    return this.items.filter((i) => i.session_id === id);
  }
}

function page(items: Summary[], params: URLSearchParams) {
  const start = Number(params.get('cursor') ?? 0);
  const end = start + Number(params.get('limit') ?? 50);
  return { items: items.slice(start, end), cursor: end < items.length ? String(end) : undefined };
}

function matches(item: Summary, word: string): boolean {
  const [field = '', value] = word.split(':');
  if (field === 'replay_of') return item.replay?.of === value?.replaceAll('"', '');
  const text = JSON.stringify(item).toLowerCase();
  if (value === undefined) return text.includes(word.toLowerCase());
  const name = field === 'session' || field === 'user' ? `${field}_id` : field === 'tag' ? 'tags' : field;
  const actual: unknown = Object.entries(item).find(([key]) => key === name)?.[1];
  return Array.isArray(actual) ? actual.includes(value) : actual === value;
}

function summarise(id: string, items: Summary[]): SessionSummary {
  const sum = (of: (i: Summary) => number | null | undefined) => items.reduce((total, i) => total + (of(i) ?? 0), 0);
  const times = items.map((i) => i.timestamp).sort();
  return {
    session_id: id, interactions: items.length, errors: items.filter((i) => i.status !== 'success').length,
    prompt_tokens: sum((i) => i.metrics?.prompt_tokens), completion_tokens: sum((i) => i.metrics?.completion_tokens), cost_usd: sum((i) => i.metrics?.total_cost_usd),
    first_timestamp: times[0] ?? '', last_timestamp: times.at(-1) ?? '',
  };
}
