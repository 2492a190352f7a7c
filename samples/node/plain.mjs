// No package at all: one record, one request.
const server = process.env.REPRISE_SERVER ?? 'http://127.0.0.1:5080';
const answer = await fetch(`${server}/api/interactions`, {
  method: 'POST',
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify({
    kind: 'tool',
    name: 'sample-plain',
    session_id: 'sample-plain',
    status: 'success',
    input: { city: 'Paris' },
    output: { weather: 'sunny' },
    latency_ms: 12,
  }),
});
if (!answer.ok) throw new Error(`${answer.status} ${await answer.text()}`);
