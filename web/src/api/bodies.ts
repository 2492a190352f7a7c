import { client } from './client';
import { ApiError } from './problem';

export interface RawBody {
  bytes: Uint8Array;
  contentType: string;
}

const paths = { request: '/api/interactions/{id}/request', response: '/api/interactions/{id}/response' } as const;

/** The exact bytes of one side of an interaction, or null where none are kept. */
export async function fetchBody(id: string, side: 'request' | 'response', signal: AbortSignal): Promise<RawBody | null> {
  try {
    const { data, response } = await client.GET(paths[side], { params: { path: { id } }, parseAs: 'arrayBuffer', signal });
    const contentType = response.headers.get('content-type') ?? '';
    return { bytes: data instanceof ArrayBuffer ? new Uint8Array(data) : new Uint8Array(), contentType };
  } catch (error) {
    if (error instanceof ApiError && error.status === 404) return null;
    // A body is sent in the encoding it was recorded in, which may be broken.
    if (error instanceof TypeError) throw new ApiError('The body cannot be decoded', error.message, 0);
    throw error;
  }
}
