/** What went wrong with a call to the server, in words fit for people. */
export class ApiError extends Error {
  constructor(
    readonly title: string,
    readonly detail: string | undefined,
    /** The HTTP status, or 0 when the server was not reached. */
    readonly status: number,
  ) {
    super(detail ?? title);
    this.name = 'ApiError';
  }

  /** The call itself is wrong and would fail again: a bad filter, an unknown id. */
  get isFinal(): boolean {
    return this.status >= 400 && this.status < 500 && this.status !== 408 && this.status !== 429;
  }
}

/** Reads RFC 9457 problem details where the server sent them, and makes do with the status where something else answered. */
export async function readProblem(response: Response): Promise<ApiError> {
  const fallback = `The server answered ${response.status} ${response.statusText}`.trim();
  let body: unknown;
  try {
    body = await response.json();
  } catch {
    return new ApiError(fallback, undefined, response.status);
  }
  if (typeof body !== 'object' || body === null) return new ApiError(fallback, undefined, response.status);
  const title = 'title' in body && typeof body.title === 'string' ? body.title : fallback;
  const detail = 'detail' in body && typeof body.detail === 'string' ? body.detail : undefined;
  return new ApiError(title, detail, response.status);
}

export function unreachable(cause: unknown): ApiError {
  return new ApiError('The server cannot be reached', cause instanceof Error ? cause.message : undefined, 0);
}
