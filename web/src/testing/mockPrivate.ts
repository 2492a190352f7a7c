import type { AuditEntry, Erasure, ErasureRequest, InclusionProof, Me, PrivacyPolicy, PrivacyReport, PrivacyTest, PrivacyTestResult, ProjectPrivacy, Summary } from '../api/types';

const presets: PrivacyPolicy[] = [
  { name: 'open', sample: 1, keep_media: true, redact: {} },
  { name: 'secrets', redact: { secret: 'label', url_credentials: 'label' } },
  { name: 'personal', redact: { email: 'pseudonym', phone: 'pseudonym', name: 'pseudonym', card: 'label', iban: 'label', address: 'label', secret: 'label' }, ip: 'truncate', hash_users: true },
  { name: 'strict', redact: { email: 'label', phone: 'label', name: 'label', card: 'label', secret: 'label' }, system: 'restrict', input: 'restrict', output: 'restrict', tools: 'drop', ip: 'drop', hash_users: true, keep_media: false },
  { name: 'metadata-only', metadata_only: true, redact: { email: 'label', secret: 'label' }, ip: 'drop', hash_users: true, keep_media: false },
];

const acts: [actor: string, action: string, subject: string | undefined, details: unknown][] = [
  ['user:ann', 'record.read', '019b0e1a-7c00-7001-8a3f-000000000001', { part: 'interaction' }],
  ['user:ann', 'sign_in.begin', 'ann', { address: '10.0.0.7', way: 'password' }],
  ['local', 'retention.set', 'default', { days: 30, body_days: 7, kind: 'llm' }],
  ['key:ci', 'record.export', undefined, { records: 1204, format: 'jsonl' }],
  ['user:bo', 'privacy.policy.set', 'default', { name: 'personal' }],
  ['nobody', 'sign_in.refuse', undefined, { address: '10.0.0.99', reason: 'no_such_user' }],
];

/** Who may come in, and what is kept of whom, on a made-up server. */
export class MockPrivate {
  /** Whether it asks for a login; ann has the password `fountain-pen-48`. */
  isLoginRequired = false;
  me: Me | null = null;
  policy: ProjectPrivacy = { project: 'default', is_set: false, policy: presets[0] ?? {} };
  readonly erasures: Erasure[] = [];
  /** Erasures that were begun, as they were asked for. */
  readonly asked: ErasureRequest[] = [];
  readonly audit: AuditEntry[];
  private tries = 0;

  constructor(private readonly items: readonly Summary[], private readonly now: number) {
    this.audit = Array.from({ length: items.length === 0 ? 0 : 240 }, (_, n) => {
      const [actor, action, subject, details] = acts[n % acts.length] ?? ['local', 'x', undefined, undefined];
      return { id: String(1000 - n), timestamp: new Date(now - n * 420_000).toISOString(), project: 'default', actor, action, subject, details };
    });
  }

  get isStranger(): boolean {
    return this.isLoginRequired && this.me === null;
  }

  /** Status and body; null where this is not for it. */
  answer(method: string, [noun, id, part]: readonly (string | undefined)[], params: URLSearchParams, body: string): [status: number, body: unknown] | null {
    if (noun === 'sign-in' && id === 'providers') return [200, { required: this.isLoginRequired, password: true, providers: [{ name: 'company', title: 'Pen & Co', url: '/api/sign-in/company' }] }];
    if (noun === 'sign-in') return this.signIn(JSON.parse(body) as { user: string; password: string });
    if (this.isStranger) return [401, { title: 'Who are you?', detail: 'This server answers nobody it does not know.' }];
    if (noun === 'sign-out') {
      this.me = null;
      return [204, undefined];
    }
    if (noun === 'me') return [200, this.me ?? { actor: 'local', administrator: true, has_password: false, projects: [] }];
    if (noun === 'privacy') return this.privacy(method, id, body);
    if (noun === 'erasures') return method === 'POST' ? this.erase(JSON.parse(body) as ErasureRequest) : [200, { items: this.erasures, known_ids: 0, refused_since_start: 0 }];
    if (noun === 'audit') return [200, this.log(params)];
    return noun === 'interactions' && part === 'proof' ? [200, this.proof(id ?? '')] : null;
  }

  private signIn({ user, password }: { user: string; password: string }): [number, unknown] {
    if (++this.tries > 5) return [429, { title: 'Too many attempts', detail: 'There were too many attempts to sign in. Wait 4 seconds.' }];
    if (user !== 'ann' || password !== 'fountain-pen-48') return [401, { title: 'That is not right', detail: 'There is no such user, or the password is another one.' }];
    this.me = { actor: 'user:ann', user: 'ann', display_name: 'Ann Weber', administrator: false, has_password: true, projects: [{ project: 'default', role: 'owner' }], signed_in_at: new Date(this.now).toISOString() };
    return [200, this.me];
  }

  private privacy(method: string, what: string | undefined, body: string): [number, unknown] {
    if (what === 'presets') return [200, { items: presets }];
    if (what === 'report') return [200, this.report()];
    if (what === 'test') return [200, this.test(JSON.parse(body) as PrivacyTest)];
    if (method === 'PUT') this.policy = { ...this.policy, is_set: true, policy: JSON.parse(body) as PrivacyPolicy };
    return [200, this.policy];
  }

  /** Finds addresses of e-mail, and cards as four groups of four digits. */
  private test({ text = '', policy = this.policy.policy }: PrivacyTest): PrivacyTestResult {
    const { redact = {}, name = 'open' } = policy;
    const findings: PrivacyTestResult['findings'] = [];
    const counts: Record<string, number> = {};
    let [result, from] = ['', 0];
    for (const match of text.matchAll(/(?<email>\S+@\w+\.\w+)|(?<card>\d{4} \d{4} \d{4} \d{4})/g)) {
      const type = match.groups?.email === undefined ? 'card' : 'email';
      if (!(type in redact)) continue;
      result += text.slice(from, match.index);
      const stands = redact[type] === 'pseudonym' ? `[${type}:3f9a41c07d]` : `[${type}]`;
      findings.push({ type, start: match.index, length: match[0].length, new_start: result.length, new_length: stands.length });
      counts[type] = (counts[type] ?? 0) + 1;
      result += stands;
      from = match.index + match[0].length;
    }
    return { policy: name, result: result + text.slice(from), counts, findings, dropped: [], restricted: [] };
  }

  private erase(request: ErasureRequest): [number, unknown] {
    const meant = this.items.filter((item) => item.user_id === request.user || (request.q !== undefined && item.session_id === request.q.replace('session:', ''))).length;
    const at = new Date(this.now).toISOString();
    const left = [{ kind: 'backups', count: 0, reason: 'made before; delete them when their time is over' }];
    const base: Erasure = { erasure_id: '', state: 'done', started_at: at, actor: 'local', reason: request.reason, selector_kind: request.q === undefined ? 'user' : 'filter', selector_hash: '9f2c41'.repeat(8), step: 8, steps: 8, counts: { interactions: meant, facts: 3 }, left };
    if (request.dry_run === true) return [200, { ...base, dry_run: true, state: 'running', step: 0, holds: [] }];
    this.asked.push(request);
    const certificate = { erasure_id: 'e-1', project: 'default', actor: 'local', reason: request.reason, started_at: at, finished_at: at, selector_kind: base.selector_kind, selector_hash: base.selector_hash, counts: base.counts, left, ids_sha256: '51ab'.repeat(16), sha256: '77aa'.repeat(16) };
    const erasure: Erasure = { ...base, erasure_id: `e-${this.erasures.length + 1}`, finished_at: at, certificate, certificate_text: `Certificate of erasure\n\n${meant} interactions of one person were erased.\nSHA-256 of their ids: ${certificate.ids_sha256}` };
    this.erasures.unshift(erasure);
    return [202, { ...erasure, state: 'running', step: 0, certificate: undefined, certificate_text: undefined }];
  }

  private log(params: URLSearchParams) {
    const [actor, action, from, before] = ['actor', 'action', 'from', 'before'].map((name) => params.get(name));
    const fits = this.audit.filter((entry) => (actor == null || entry.actor === actor) && (action == null || (action.endsWith('*') ? entry.action.startsWith(action.slice(0, -1)) : entry.action === action)) && (from == null || entry.timestamp >= from));
    const start = Number(before ?? 0);
    const end = start + Number(params.get('limit') ?? 100);
    return { items: fits.slice(start, end), next: end < fits.length ? String(end) : undefined };
  }

  private report(): PrivacyReport {
    const at = new Date(this.now).toISOString();
    return {
      made_at: at, encrypted: true, master_key: 'mk-7f3a',
      projects: [{
        project: 'default', interactions: 12_405, bytes: 48_200_000, since: new Date(this.now - 80 * 86_400_000).toISOString(), until: at, retention: [{ kind: '', days: 90, body_days: 30, source: 'the project' }], holds: ['case-17'],
        form: { policy: 'personal', metadata_only: false, consent_required: false, users_hashed: true, ip: 'truncate', redact: { email: 'pseudonym', card: 'label', secret: 'label' }, redacted: { email: 310, card: 2, secret: 14 } },
        may_read: [{ who: 'ann', role: 'owner', kind: 'user' }, { who: 'ci', role: 'analyst', kind: 'key' }], have_read: [{ who: 'user:ann', reads: 41, exports: 1, last: at }],
      }],
      places: [{ what: 'record', where: 'SQLite', holds: 'interactions, bodies, facts, the index of words', bytes: 61_000_000 }, { what: 'journal', where: 'a folder', holds: 'what waits to be stored', bytes: 18_240 }, { what: 'cache', where: 'a folder', holds: 'answers and vectors', bytes: 120_000 }],
    };
  }

  private proof(id: string): InclusionProof {
    const checkpoint = { checkpoint: `reprise-checkpoint-1\nmain\n41\n12405\n${'ab'.repeat(32)}\n${'cd'.repeat(32)}\n${this.now}\n-`, signature: 'MEUCIQ==', public_key: '-----BEGIN PUBLIC KEY-----' };
    return { interaction_id: id, project: 'default', columns: '{}', columns_salt: '00', bodies: '{}', bodies_salt: '00', entry: 'reprise-proof-1', index: 12_321, leaf: '51ab'.repeat(16), path: [], checkpoint };
  }
}
