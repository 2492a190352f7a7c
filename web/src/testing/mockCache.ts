import type { CacheBucket, CacheCount, CacheEntry, CachePolicies, CacheStatistics, Explanation, ExplainRequest, Summary } from '../api/types';
import { asks, hostileAnswer } from './asks';

const hour = 3_600_000;
const width: Record<string, number> = { '1s': 1000, '5s': 5000, '15s': 15_000, '1m': 60_000, '5m': 300_000, '15m': 900_000, '1h': hour, '6h': 6 * hour, '1d': 24 * hour, '1w': 168 * hour };

const policies: CachePolicies = {
  use: 'asked',
  policy: 'default',
  items: [
    { name: 'default', source: 'built in', generation: 0, values: { mode: 'serve', matching: 'semantic', accepted_wrong_rate: 0.01, max_age_hours: 24 } },
    { name: 'aggressive', source: 'built in', generation: 2, values: { mode: 'serve', matching: 'semantic', accepted_wrong_rate: 0.05, max_age_hours: 168 } },
    { name: 'letter', source: 'setting', generation: 0, values: { mode: 'shadow', matching: 'exact', accepted_wrong_rate: 0.01 } },
  ],
};

function countOf(n: number): CacheCount {
  const [exact, semantic, misses] = [10 + (n % 5), 4 + (n % 3), 12 - (n % 4)];
  return { lookups: exact + semantic + misses, hits_exact: exact, hits_semantic: semantic, misses, bypasses: n % 2, hit_rate: (exact + semantic) / (exact + semantic + misses) };
}

/** The cache of a made-up server: twelve hours of lookups, a handful of entries, and explanations that depend on the text. */
export class MockCache {
  entries: CacheEntry[];
  /** What was asked for, in order: `pin`, `unpin`, `evict`, `edit` and of which interaction. */
  readonly done: string[] = [];
  private readonly evicted: CacheEntry[] = [];

  constructor(items: readonly Summary[], private readonly now: number) {
    const shown = items.filter((i) => i.kind === 'llm' && i.status === 'success').slice(0, 14);
    this.entries = shown.map((item, n) => ({
      interaction_id: item.interaction_id, policy: n % 3 === 0 ? 'aggressive' : 'default', timestamp: item.timestamp, kind: item.kind, name: item.name, model: item.model,
      text: n === 4 ? undefined : asks.find((ask) => ask.prompt.slice(0, 160) === item.prompt_preview)?.prompt, quality_score: n % 4 === 0 ? 0.92 : undefined, pinned: n === 1,
      expires: new Date(now + 20 * hour).toISOString(), content_preview: item.tags?.includes('hostile') === true ? hostileAnswer.slice(0, 160) : item.content_preview,
    }));
  }

  /** Null where this is not for the cache. */
  answer(part: string | undefined, params: URLSearchParams, body: string): unknown {
    switch (part) {
      case 'stats':
        return this.statistics(params);
      case 'policies':
        return policies;
      case 'entries':
        return { items: this.entries.filter((entry) => (params.get('policy') ?? entry.policy) === entry.policy) };
      case 'explain':
        return this.explain(JSON.parse(body) as ExplainRequest);
      case 'pin':
      case 'unpin':
      case 'evict':
      case 'edit':
        return this.change(part, JSON.parse(body) as { interaction_id?: string; source?: string });
      default:
        return null;
    }
  }

  private change(what: 'pin' | 'unpin' | 'evict' | 'edit', asked: { interaction_id?: string; source?: string }) {
    const id = asked.interaction_id ?? asked.source ?? '';
    this.done.push(`${what} ${id}`);
    const isMeant = (entry: CacheEntry) => entry.interaction_id === id;
    if (what === 'evict') {
      this.evicted.push(...this.entries.filter(isMeant));
      this.entries = this.entries.filter((entry) => !isMeant(entry));
      return { dry_run: false, evicted: 1, complete: true };
    }
    if (what === 'unpin') this.entries = [...this.evicted.splice(0), ...this.entries];
    if (what !== 'edit') this.entries = this.entries.map((entry) => (isMeant(entry) ? { ...entry, pinned: what === 'pin' } : entry));
    return { interaction_id: id };
  }

  private statistics(params: URLSearchParams): CacheStatistics {
    const none = { total: { lookups: 0, hits_exact: 0, hits_semantic: 0, misses: 0, bypasses: 0 } };
    if (this.entries.length + this.evicted.length === 0) return none;
    const step = width[params.get('bucket') ?? ''];
    const first = this.now - 12 * hour;
    const buckets: CacheBucket[] = [];
    for (let at = step === undefined ? this.now : Math.floor(first / step) * step; step !== undefined && at < this.now; at += step)
      if (Math.floor(at / step) % 7 !== 3) buckets.push({ bucket: new Date(at).toISOString(), count: countOf(Math.floor(at / step)), saved_cost_usd: 0.01 });
    return {
      total: { lookups: 1240, hits_exact: 496, hits_semantic: 248, misses: 496, bypasses: 31, hit_rate: 0.6 },
      saved_cost_usd: 1.8402, saved_latency_ms: 934_000, hit_latency_ms: 4.2, miss_latency_ms: 1302, similarity_mean: 0.961, sampled: 248,
      reasons: [
        { status: 'miss', reason: 'no_candidate', count: 310 },
        { status: 'miss', reason: 'guard_numbers', count: 98 },
        { status: 'miss', reason: 'below_probability', count: 88 },
        { status: 'bypass', reason: 'tool_traffic', count: 31 },
        { status: 'miss', reason: 'a_reason_of_tomorrow', count: 2 },
      ],
      policies: [
        { policy: 'aggressive', count: countOf(3), saved_cost_usd: 0.9, accepted_wrong_rate: 0.05, required_probability: 0.975, entries: 5, checks: { checked: 60, wrong: 4, wrong_rate: 4 / 60, low: 0.0262, high: 0.1593 } },
        { policy: 'default', count: countOf(2), saved_cost_usd: 0.94, accepted_wrong_rate: 0.01, required_probability: 0.99, entries: 9, checks: { checked: 140, wrong: 0, wrong_rate: 0, low: 0, high: 0.0267 } },
      ],
      buckets, entries: this.entries.length, memory_bytes: 120_000,
    };
  }

  private explain(request: ExplainRequest): Explanation {
    const key = { dialect: 'openai.chat', model: request.model ?? 'gpt-4o-mini', partition: '51ab'.repeat(8), exact: '9f2c'.repeat(8), text: request.text ?? 'How long does a refund take?' };
    const seen = this.entries.slice(0, 2);
    const good = { similarity: 0.973, probability: 0.994, quality: 0.9, rank: 0.876, pinned: false, guards: [] };
    const bad = { similarity: 0.951, probability: 0.31, quality: 0.7, rank: 0.666, pinned: true, guards: ['guard_numbers', 'guard_word_order'], reason: 'guard_numbers' };
    const candidates = seen.map(({ interaction_id, timestamp, text }, n) => ({ interaction_id, timestamp, text, ...(n === 0 && request.text?.includes('2') !== true ? good : bad) }));
    const isHit = candidates.some((candidate) => !('reason' in candidate));
    return {
      policy: request.policy ?? 'default', status: isHit ? 'semantic' : 'miss', reason: isHit ? undefined : 'guard_numbers', similarity: isHit ? 0.973 : 0.951, probability: isHit ? 0.994 : 0.31,
      required_probability: 0.99, key, candidates,
    };
  }
}
