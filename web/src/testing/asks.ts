import type { Attachment, Message, ToolCall } from '../api/types';

export interface Ask {
  kind: string;
  name: string;
  provider?: string;
  model?: string;
  prompt: string;
  answer: string;
  system?: string;
  session?: string;
  type?: string;
  tags?: string[];
  reasoning?: string;
  earlier?: Message[];
  calls?: ToolCall[];
  attachments?: Attachment[];
  hostile?: boolean;
}

const support = 'You are the support assistant of a small online shop for fountain pens. Answer in at most four sentences. Never promise a refund before the order was looked up.';
const openai = { kind: 'llm', name: 'chat.completions', provider: 'openai', model: 'gpt-4o-mini' };
const anthropic = { kind: 'llm', name: 'messages', provider: 'anthropic', model: 'claude-sonnet-4-5' };

const firstTurn: Message[] = [
  { role: 'user', content: 'Hello, my order 48213 arrived with a bent nib. What can I do?' },
  { role: 'assistant', tool_calls: [{ id: 'call_1', name: 'find_order', arguments: { order_id: 48213, include: ['items', 'payments'] } }] },
  { role: 'tool', name: 'find_order', tool_call_id: 'call_1', content: '{"order_id":48213,"state":"delivered","delivered_at":"2026-11-17","items":[{"sku":"NIB-F-14","title":"14k fine nib","price_eur":62.0}],"payments":[{"method":"card","amount_eur":66.9}]}' },
  { role: 'assistant', content: 'I am sorry about the bent nib. Order 48213 was delivered three days ago, so you can have it exchanged or refunded. Which would you like?' },
];

export const hostileAnswer =
  'Click [here](https://evil.example/?steal) <img src=x onerror=alert(1)> <script>alert(document.cookie)</script>\n\u202Egnp.exe\u202C is a harmless picture.\nThe pass\u200Bword is in the zero-width space. Family: 👨‍👩‍👧 and می‌خواهم stay as they are.\n![](https://evil.example/pixel.gif)\n\u001b[31mred?\u001b[0m';

export const asks: [Ask, ...Ask[]] = [
  { ...openai, system: support, session: 'support-2231', type: 'support', tags: ['nightly'], prompt: 'A refund, please. And can you tell me how long it takes until the money is back on my card?', answer: 'Of course. I have started the refund of €66.90 to the card you paid with; banks usually show it within three to five working days. You will receive a label for sending the nib back by e-mail in a few minutes.', earlier: firstTurn },
  { ...openai, system: support, session: 'support-2231', type: 'support', prompt: 'Hello, my order 48213 arrived with a bent nib. What can I do?', answer: 'Looking up order 48213.', calls: [{ id: 'call_1', name: 'find_order', arguments: { order_id: 48213, include: ['items', 'payments'] } }] },
  { kind: 'tool', name: 'find_order', session: 'support-2231', prompt: '{"order_id":48213,"include":["items","payments"]}', answer: '{"order_id":48213,"state":"delivered","delivered_at":"2026-11-17"}' },
  { ...anthropic, session: 'review-118', type: 'code_review', tags: ['ci'], prompt: 'Review this change. Is the retry safe when the first attempt was written but its answer was lost?\n\n```csharp\nawait store.AppendAsync(batch, token);\njournal.Release(batch.LastPosition);\n```', reasoning: 'The append is keyed by interaction id. If the store drops rows with a known id, the retry is safe. The release must only follow the acknowledgement, which it does here: an exception skips the line.', answer: 'Yes, as long as `AppendAsync` ignores ids it already knows. The journal is released only behind the acknowledgement, so a lost answer leads to a second append of the same ids, which stores nothing new.\n\nTwo remarks:\n\n1. State the promise of `AppendAsync` in its doc comment.\n2. Test it with a store that fails after writing.' },
  { kind: 'embedding', name: 'embeddings', provider: 'openai', model: 'text-embedding-3-small', prompt: 'How do I clean a fountain pen that was left with dried ink for two years?', answer: '1 vector of 1,536 numbers' },
  { kind: 'llm', name: 'chat', provider: 'ollama', model: 'llama3.2', session: 'notes', prompt: 'Sum up the meeting in three bullet points for people who could not join.', answer: '• The release moves to Thursday.\n• Anna takes over the import of the old logs.\n• Open: who pays for the second server.' },
  { ...anthropic, session: 'review-118', type: 'code_review', prompt: 'Here is a photo of the whiteboard. Turn it into a list of tasks.', answer: 'From the photo:\n\n1. Measure start-up (Jo)\n2. Draw the retention settings (Sam)\n3. Ask legal about 30 days (Ines)', attachments: [{ kind: 'image', media_type: 'image/jpeg', bytes: 482_113 }, { kind: 'file', media_type: 'application/pdf', reference: 'file_01ABC', bytes: 90_220 }] },
  { kind: 'cli_command', name: 'dotnet build', prompt: 'dotnet build Reprise.slnx -c Release', answer: 'Build succeeded. 0 Warning(s) 0 Error(s)', session: 'agent-42' },
  { ...openai, type: 'support', prompt: 'Write what a visitor pasted:\u202E txt.hsals\u202C and nothing else', answer: hostileAnswer, hostile: true, tags: ['hostile'] },
  { kind: 'check', name: 'command_check', prompt: 'rm -rf ./build/cache', answer: 'allowed: inside the working folder', session: 'agent-42' },
];
