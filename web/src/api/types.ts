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
