// Plays the cases of one client and prints a JSON line for each: what went over the wire, call by call, and what the client made of it.

/** A fetch that keeps the bytes of every call. Clients take it in place of the global one. */
export class Wire {
  calls = [];

  fetch = async (url, init) => {
    const call = { id: null, request: Buffer.from(init?.body ?? ''), pieces: [] };
    this.calls.push(call);
    const response = await fetch(url, init);
    call.id = response.headers.get('reprise-id');
    if (!response.body) return response;
    const tap = new TransformStream({
      transform(piece, controller) {
        call.pieces.push(piece);
        controller.enqueue(piece);
      },
    });
    return new Response(response.body.pipeThrough(tap), { status: response.status, statusText: response.statusText, headers: response.headers });
  };

  /** The calls with what the client saw of each, in order. */
  lines(seen) {
    return this.calls.map((call, i) => ({
      id: call.id,
      request: call.request.toString('base64'),
      response: Buffer.concat(call.pieces).toString('base64'),
      seen: seen[i] ?? {},
    }));
  }
}

/** Headers by which the test finds a case. */
export const labels = (session) => ({ 'Reprise-Session': session, 'Reprise-User': 'node', 'Reprise-Tags': 'clients,node' });

export const question = 'Which of your sleeping bags is warm enough for October in the Cairngorms? I sleep cold.';

/** A question that needs two tools one after the other. */
export const task = 'Plan a two-day walk from Edinburgh for four people next weekend, not too hard, with a bed in between.';

export const tools = [
  {
    name: 'get_weather',
    description: 'Weather of the next days',
    schema: { type: 'object', properties: { place: { type: 'string' }, days: { type: 'integer' } }, required: ['place'] },
    answer: '{"saturday":"dry","sunday":"showers"}',
  },
  {
    name: 'find_trains',
    description: 'Trains of a day',
    schema: { type: 'object', properties: { from: { type: 'string' }, to: { type: 'string' } }, required: ['from', 'to'] },
    answer: '{"trains":["08:24","08:54"]}',
  },
];

export const answerOf = (name) => tools.find((tool) => tool.name === name).answer;

/** What a client makes of a refused call. */
export async function refused(send) {
  try {
    await send();
  } catch (error) {
    return [{ error: error.constructor.name, status: error.status ?? error.status_code ?? null, message: error.message }];
  }
  return [{ error: 'none' }];
}

/** Plays all cases at once; a case gets its wire and its session, and gives what the client saw of each of its calls. */
export async function play(client, cases) {
  await Promise.all(
    Object.entries(cases).map(async ([name, run]) => {
      const wire = new Wire();
      const session = `node-${client}-${name}`;
      let line;
      try {
        const seen = await run(wire, session);
        line = { case: name, session, calls: wire.lines(seen) };
      } catch (error) {
        line = { case: name, session, calls: wire.lines([]), failure: error.stack };
      }
      console.log(JSON.stringify(line));
    }),
  );
}
