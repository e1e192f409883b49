import createClient from 'openapi-fetch';
import type { paths } from './schema.d.ts';
import type { Problem } from './types.ts';

/** The server's calls, typed by its own document. Lists in queries are repeated (`status=queued&status=running`). */
export const api = createClient<paths>({
  baseUrl: globalThis.location?.origin ?? '',
  querySerializer: { array: { style: 'form', explode: true } },
  fetch: (request) => globalThis.fetch(request),
});

/** An error that the server answered with, as its problem document says it. */
export class ProblemError extends Error {
  readonly problem: Problem;

  constructor(problem: Problem) {
    super(problem.detail);
    this.name = 'ProblemError';
    this.problem = problem;
  }
}

/** The server did not answer, or something else did in its place. */
export class UnreachableError extends Error {
  constructor(cause: unknown) {
    super('The server cannot be reached.', { cause });
    this.name = 'UnreachableError';
  }
}

type Answer<T> = { readonly data?: T; readonly error?: unknown; readonly response: Response };

/** What a call answered. Throws `ProblemError` for what the server refuses, `UnreachableError` if it is not there. */
export async function answerOf<T>(call: Promise<Answer<T>>): Promise<T> {
  const { data, error, response } = await call.catch((cause: unknown) => {
    throw new UnreachableError(cause);
  });
  if (response.ok) return data as T;
  if (isProblem(error)) throw new ProblemError(error);
  throw new UnreachableError(response.status);
}

function isProblem(value: unknown): value is Problem {
  return typeof value === 'object' && value !== null && 'code' in value && 'detail' in value;
}
