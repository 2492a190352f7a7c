/** What went wrong with a call to the server, in words fit for people. */
export class ApiError extends Error {
  constructor(
    readonly title: string,
    readonly detail: string | undefined,
    /** The HTTP status, or 0 when the server was not reached. */
    readonly status: number,
    /** For programs: which of the things that may stand in the way it was. */
    readonly code?: string,
    /** What could be done instead, each a sentence. */
    readonly stillWorks: readonly string[] = [],
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
  try {
    return problemOf(await response.json(), response.status, fallback);
  } catch {
    return new ApiError(fallback, undefined, response.status);
  }
}

/** The same, where the details have come some other way than as the answer itself. */
export function problemOf(body: unknown, status: number, fallback: string): ApiError {
  if (typeof body !== 'object' || body === null) return new ApiError(fallback, undefined, status);
  const title = 'title' in body && typeof body.title === 'string' ? body.title : fallback;
  const detail = 'detail' in body && typeof body.detail === 'string' ? body.detail : undefined;
  const code = 'code' in body && typeof body.code === 'string' ? body.code : undefined;
  const works = 'still_works' in body && Array.isArray(body.still_works) ? body.still_works.filter((item) => typeof item === 'string') : [];
  return new ApiError(title, detail, status, code, works);
}

export function unreachable(cause: unknown): ApiError {
  return new ApiError('The server cannot be reached', cause instanceof Error ? cause.message : undefined, 0);
}
