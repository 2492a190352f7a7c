import type { components } from './schema';

type Schemas = components['schemas'];

export type Summary = Schemas['InteractionSummary'];
export type SummaryPage = Schemas['InteractionPage'];
export type Interaction = Schemas['InteractionDocument'];
export type Message = Schemas['MessageDocument'];
export type ToolCall = Schemas['ToolCallDocument'];
export type Attachment = Schemas['AttachmentDocument'];
export type Fact = Schemas['FactDocument'];
export type Metrics = Schemas['Metrics'];
export type SessionSummary = Schemas['SessionSummary'];
export type SessionsPage = Schemas['SessionPage'];
export type SessionDetail = Schemas['SessionDetail'];
export type Field = Schemas['FilterFieldDocument'];
export type ServerStatus = Schemas['StatusDocument'];
