import { client } from './client';
import { ApiError, problemOf } from './problem';
import type { components } from './schema';
import type { Branch, ReplayOrder, ReplayResult, ReplayRun, RunReport, RunRequest, SessionReplay } from './types';

export interface Sending {
  id: string;
  order: ReplayOrder;
  /** A key of the provider's, for this call only. */
  key: string;
  signal: AbortSignal;
  /** Text of the answer as it arrives; `time` says of which of several. */
  onPiece: (time: number, text: string) => void;
}

/** Headers of a call that carries the viewer's own key. It is never part of an address or a body. */
export function keyHeader(key: string): { 'Reprise-Provider-Key'?: string } {
  return key === '' ? {} : { 'Reprise-Provider-Key': key };
}

/** Makes a recorded call again and tells of the answer while it comes. Ended by its signal, the call ends at the provider too. */
export async function sendReplay({ id, order, key, signal, onPiece }: Sending): Promise<ReplayResult> {
  const { data, response } = await client.POST('/api/interactions/{id}/replay', {
    params: { path: { id }, header: keyHeader(key) },
    headers: { Accept: 'text/event-stream' },
    body: order as components['schemas']['ReplayOrder'],
    parseAs: 'stream',
    signal,
  });
  if (!(data instanceof ReadableStream)) throw new ApiError('The answer is empty', undefined, response.status);
  let result: ReplayResult | undefined;
  for await (const event of eventsOf(data)) {
    if (event.name === 'piece') {
      const piece = JSON.parse(event.data) as { time: number; text: string };
      onPiece(piece.time, piece.text);
    } else if (event.name === 'problem') throw problemOf(JSON.parse(event.data), 409, 'This cannot be replayed');
    else if (event.name === 'result') result = JSON.parse(event.data) as ReplayResult;
  }
  if (result === undefined) throw new ApiError('The connection broke before the end', 'What came of the replay is on record; look for it among the replays of this call.', 0);
  return result;
}

interface ServerEvent {
  name: string;
  data: string;
}

async function* eventsOf(stream: ReadableStream<Uint8Array>): AsyncGenerator<ServerEvent> {
  const reader = stream.getReader();
  const decoder = new TextDecoder();
  let waiting = '';
  try {
    for (;;) {
      const { done, value } = await reader.read();
      waiting += done ? decoder.decode() : decoder.decode(value, { stream: true });
      let end: number;
      while ((end = waiting.indexOf('\n\n')) >= 0) {
        yield readEvent(waiting.slice(0, end));
        waiting = waiting.slice(end + 2);
      }
      if (done) return;
    }
  } finally {
    reader.releaseLock();
  }
}

function readEvent(text: string): ServerEvent {
  const event = { name: 'message', data: '' };
  for (const line of text.split('\n')) {
    if (line.startsWith('event: ')) event.name = line.slice(7);
    else if (line.startsWith('data: ')) event.data += line.slice(6);
  }
  return event;
}

/** What would be sent, with the exact body. Nothing is sent. */
export async function previewReplay(id: string, order: ReplayOrder): Promise<ReplayResult> {
  const body = { ...order, dry_run: true } as components['schemas']['ReplayOrder'];
  const { data } = await client.POST('/api/interactions/{id}/replay', { params: { path: { id } }, body });
  if (data === undefined) throw new ApiError('The answer is empty', undefined, 0);
  return data;
}

/** Begins to replay many calls. It goes on in the server. */
export async function startRun(request: RunRequest): Promise<ReplayRun> {
  const { data } = await client.POST('/api/replay/runs', { body: request as components['schemas']['RunRequest'] });
  if (data === undefined) throw new ApiError('The answer is empty', undefined, 0);
  return data;
}

/** The files a report can be had as, by their addresses. */
export function reportAddress(id: string, format: 'html' | 'json' | 'junit'): string {
  return `/api/replay/runs/${encodeURIComponent(id)}/report?format=${format}`;
}

/** What came of a run, as far as it is. */
export async function fetchReport(id: string, worst: number, signal: AbortSignal): Promise<RunReport> {
  const { data } = await client.GET('/api/replay/runs/{id}/report', { params: { path: { id }, query: { worst } }, signal });
  if (data === undefined || typeof data === 'string') throw new ApiError('The answer is empty', undefined, 0);
  return data;
}

/** Replays a session as a branch of its own, which goes on in the server. */
export async function startBranch(id: string, order: SessionReplay, key: string): Promise<Branch> {
  const { data } = await client.POST('/api/sessions/{id}/replay', { params: { path: { id }, header: keyHeader(key) }, body: order as components['schemas']['SessionReplay'] });
  if (data === undefined) throw new ApiError('The answer is empty', undefined, 0);
  return data;
}
