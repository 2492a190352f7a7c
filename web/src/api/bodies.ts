import { readProblem, unreachable } from './problem';

export interface RawBody {
  bytes: Uint8Array;
  contentType: string;
}

/** The exact bytes of one side of an interaction. Undefined where none are kept. */
export async function fetchBody(id: string, side: 'request' | 'response', signal: AbortSignal): Promise<RawBody | null> {
  let response: Response;
  try {
    response = await fetch(`/api/interactions/${encodeURIComponent(id)}/${side}`, { signal });
  } catch (error) {
    if (signal.aborted) throw error;
    throw unreachable(error);
  }
  if (response.status === 404 || response.status === 204) return null;
  if (!response.ok) throw await readProblem(response);
  return { bytes: new Uint8Array(await response.arrayBuffer()), contentType: response.headers.get('content-type') ?? '' };
}
