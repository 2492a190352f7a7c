// A server that does wrong what it can, by the name of the tool that is called. With 'echo' it sends back every byte it is given.
import { createInterface } from 'node:readline';

if (process.argv[2] === 'echo') process.stdin.pipe(process.stdout);
else {
  const say = (message) => process.stdout.write(`${typeof message === 'string' ? message : JSON.stringify(message)}\n`);
  const answer = (id, text) => ({ jsonrpc: '2.0', id, result: { content: [{ type: 'text', text }] } });
  createInterface({ input: process.stdin }).on('line', (line) => {
    let message;
    try { message = JSON.parse(line); } catch { return; }
    const requests = Array.isArray(message) ? message : [message];
    if (Array.isArray(message)) { say(requests.map((one) => answer(one.id, `batch ${one.params.name}`))); return; }
    const { id, params } = requests[0];
    switch (params?.name) {
      case 'twice': say(answer(id, 'first')); say(answer(id, 'second')); break;
      case 'wrong-id': say(answer(`not-${id}`, 'lost')); break;
      case 'garbage': say('this is { no JSON'); say('\u0000\u0001'); say('[1,2,"x",null,{}]'); say(answer(id, 'after garbage')); break;
      case 'flood': for (let i = 0; i < 20000; i++) say({ jsonrpc: '2.0', method: 'notifications/message', params: { level: 'info', data: i } }); say(answer(id, 'after the flood')); break;
      case 'huge': say(answer(id, 'x'.repeat(3_000_000))); break;
      case 'die': process.exit(7); break;
      case 'error': say({ jsonrpc: '2.0', id, error: { code: -32602, message: 'no such tool' } }); break;
      case 'surrogate': say(`{"jsonrpc":"2.0","id":${id},"result":{"content":[{"type":"text","text":"half \\ud800 a sign"}]}}`); break;
      case 'silent': break;
      default: if (id !== undefined) say(answer(id, 'ok'));
    }
  });
}
