// The langfuse client as it is: another base URL.
import { Langfuse } from 'langfuse';

const server = process.env.REPRISE_SERVER ?? 'http://127.0.0.1:5080';
const langfuse = new Langfuse({ baseUrl: server, publicKey: 'pk', secretKey: process.env.REPRISE_KEY ?? 'sk' });

const trace = langfuse.trace({ name: 'sample', sessionId: 'sample-langfuse', userId: 'ann' });
trace
  .generation({ name: 'greet', model: 'gpt-4o', input: [{ role: 'user', content: 'Good morning!' }] })
  .end({ output: { role: 'assistant', content: 'Good morning to you.' }, usage: { input: 3, output: 5 } });
await langfuse.shutdownAsync();
