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
