import { Langfuse } from 'langfuse';

const [baseUrl, publicKey, secretKey] = process.argv.slice(2);
const langfuse = new Langfuse({ baseUrl, publicKey, secretKey, flushAt: 50, flushInterval: 100000, environment: 'test', release: 'r7' });
const troubles = [];
langfuse.on('error', (error) => troubles.push(String(error)));
langfuse.on('warning', (error) => troubles.push(String(error)));

const trace = langfuse.trace({ id: 'trace-1', name: 'support', userId: 'ann', sessionId: 's-1', tags: ['a', 'b'], metadata: { plan: 'pro' }, input: 'Where is my parcel?' });
const span = trace.span({ id: 'span-1', name: 'retrieval', startTime: new Date('2026-11-20T10:00:00.000Z'), input: { query: 'parcel' } });
span.event({ id: 'event-1', name: 'cache-missed', startTime: new Date('2026-11-20T10:00:00.050Z'), level: 'WARNING', statusMessage: 'cold' });
const generation = span.generation({
  id: 'gen-1', name: 'answer', model: 'gpt-4o-mini', modelParameters: { temperature: 0.2 }, startTime: new Date('2026-11-20T10:00:00.100Z'),
  input: [{ role: 'system', content: 'Be kind.' }, { role: 'user', content: 'Where is my parcel?' }],
});
generation.update({ completionStartTime: new Date('2026-11-20T10:00:00.300Z'), metadata: { try: 1 } });
generation.update({ endTime: new Date('2026-11-20T10:00:01.100Z'), output: { role: 'assistant', content: 'On its way.' }, usage: { promptTokens: 20, completionTokens: 5, totalTokens: 25 } });
span.end({ endTime: new Date('2026-11-20T10:00:01.500Z'), output: { found: 2 } });
trace.update({ output: 'On its way.' });
generation.score({ id: 'score-1', name: 'helpful', value: 0.9, comment: 'good' });
trace.score({ id: 'score-2', name: 'tone', value: 'friendly' });
await langfuse.flushAsync();

const prompt = await langfuse.getPrompt('greeting');
await langfuse.shutdownAsync();
console.log(JSON.stringify({ troubles, prompt: prompt.compile({ name: 'Zoë' }), version: prompt.version }));
