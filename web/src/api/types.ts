import type { components } from './schema';

type Schemas = components['schemas'];

export type Summary = Schemas['InteractionSummary'];
export type SummaryPage = Schemas['InteractionPage'];
export type Interaction = Schemas['Interaction'];
export type Message = Schemas['Message'];

/** What came back, as a message; a refusal stands in the place of an answer. */
export type Answer = Message & Pick<Schemas['Response'], 'refusal'>;
export type ToolCall = Schemas['ToolCall'];
export type Attachment = Schemas['Attachment'];
export type Fact = Schemas['Fact'];
export type Metrics = Schemas['Metrics'];
export type SessionSummary = Schemas['Session'];
export type SessionsPage = Schemas['SessionPage'];
export type SessionDetail = Schemas['SessionDetail'];
export type Field = Schemas['Field'];
export type ServerStatus = Schemas['Status'];
export type Me = Schemas['Me'];
export type SignInWays = Schemas['SignInWays'];
export type PrivacyNote = Schemas['Privacy'];
export type SecurityNote = Schemas['Security'];
export type InclusionProof = Schemas['InclusionProof'];
export type PrivacyPolicy = Schemas['PrivacyPolicy'];
export type ProjectPrivacy = Schemas['ProjectPrivacy'];
export type PrivacyTest = Schemas['PrivacyTest'];
export type PrivacyTestResult = Schemas['PrivacyTestResult'];
export type PrivacyFinding = Schemas['PrivacyFinding'];
export type PrivacyReport = Schemas['PrivacyReport'];
export type StoredProject = Schemas['StoredProject'];
export type ErasureRequest = Schemas['ErasureRequest'];
export type Erasure = Schemas['Erasure'];
export type AuditEntry = Schemas['AuditEntry'];
export type AuditPage = Schemas['AuditPage'];
export type CacheOutcome = Schemas['Cache'];
export type CacheStatistics = Schemas['CacheStatistics'];
export type CacheCount = Schemas['CacheCount'];
export type CacheBucket = Schemas['CacheBucket'];
export type CachePolicyStatistics = Schemas['CachePolicyStatistics'];
export type CachePolicies = Schemas['CachePolicies'];
export type CachePolicy = Schemas['CachePolicy'];
export type CacheEntry = Schemas['CacheEntry'];
export type CacheEntryPage = Schemas['CacheEntryPage'];
export type ExplainRequest = Schemas['Explain'];
export type Explanation = Schemas['Explanation'];
export type ExplainedCandidate = Schemas['ExplainedCandidate'];

/** What to change and send. The document cannot say that parameters may be anything. */
export type ReplayOrder = Omit<Schemas['ReplayOrder'], 'parameters'> & { parameters?: Record<string, unknown> };
export type ReplayResult = Schemas['ReplayResult'];
export type ReplayedCall = Schemas['ReplayedCall'];
export type ReplaySummary = Schemas['ReplaySummary'];
export type ComparedCalls = Schemas['ComparedCalls'];
export type Comparison = Schemas['Comparison'];
export type DiffPiece = Schemas['DiffPiece'];
export type JsonDifference = Schemas['JsonDifference'];
export type ToolCallDifference = Schemas['ToolCallDifference'];
export type ReplayRun = Schemas['ReplayRun'];
export type RunState = Schemas['RunState'];
export type RunReport = Schemas['RunReport'];
export type RunWorst = Schemas['RunWorst'];
/** Scores are left out where there are none, which the document does not say. */
export type RunScore = Partial<Schemas['RunScore']> & Pick<Schemas['RunScore'], 'name'>;
export type RunRequest = Omit<Schemas['RunRequest'], 'parameters'> & { parameters?: Record<string, unknown> };
export type Evaluator = Schemas['Evaluator'];
export type SessionTree = Schemas['SessionTree'];
export type SessionTurn = Schemas['SessionTurn'];
export type Branch = Schemas['Branch'];
export type BranchTurn = Schemas['BranchTurn'];
export type SessionReplay = Omit<Schemas['SessionReplay'], 'changes'> & { changes?: Pick<ReplayOrder, 'prompt' | 'system' | 'model' | 'provider' | 'parameters'> };
