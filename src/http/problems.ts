import { randomUUID } from 'node:crypto';
import type { Socket } from 'node:net';
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import {
  AppError,
  type ErrorCode,
  errorCatalogue,
  isAppError,
  type Problem,
  problemsIn,
} from '#model/index.ts';
import type { Access } from './access.ts';

/** What Fastify itself refuses, by its codes (fastify docs, Reference/Errors) and those of its plugins. */
const known: Readonly<Record<string, readonly [ErrorCode, string]>> = {
  FST_ERR_CTP_INVALID_JSON_BODY: ['BAD_REQUEST', 'The body is not valid JSON.'],
  FST_ERR_CTP_EMPTY_JSON_BODY: ['BAD_REQUEST', 'The body is empty, though it is announced as JSON.'],
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: ['BAD_REQUEST', 'The body is not as long as Content-Length says.'],
  FST_ERR_CTP_BODY_TOO_LARGE: ['BODY_TOO_LARGE', 'The body is larger than this call takes.'],
  FST_ERR_CTP_INVALID_MEDIA_TYPE: ['MEDIA_TYPE_REFUSED', 'The body is not JSON.'],
  FST_ERR_BAD_URL: ['BAD_REQUEST', 'The address cannot be decoded.'],
  FST_ERR_MAX_PARAM_LENGTH: ['BAD_REQUEST', 'A part of the address is too long.'],
};

/** Answers of every kind of error as RFC 9457 problems. Nothing of the inside goes out with 5xx. */
export function addProblems(app: FastifyInstance, access: Access): void {
  app.setErrorHandler((error, request, reply) => {
    const problem = toAppError(error);
    if (problem.code === 'INTERNAL') request.log.error({ err: error }, 'a request failed');
    if (refusals.includes(problem.code)) {
      access.onRefusal(request, { code: problem.code, actor: request.principal?.actor ?? null });
    }
    return sendProblem(reply, request, problem);
  });
}

const refusals: readonly string[] = [
  'FORBIDDEN',
  'NOT_LOGGED_IN',
  'LOGIN_REFUSED',
  'ORIGIN_REFUSED',
  'RATE_LIMITED',
  'PATH_NOT_ALLOWED',
  'SESSION_REQUIRED',
];

/** Sends an error. */
export function sendProblem(reply: FastifyReply, request: FastifyRequest, error: AppError): FastifyReply {
  const problem = problemOf(error, request.id);
  const { retryAfterSeconds } = error.details;
  if (typeof retryAfterSeconds === 'number') reply.header('retry-after', retryAfterSeconds);
  return (
    reply
      .code(problem.status)
      .header('cache-control', 'no-store')
      // Also where Fastify refuses an address before any hook has set its headers.
      .header('x-content-type-options', 'nosniff')
      .type('application/problem+json')
      .serializer((value: unknown) => JSON.stringify(value))
      .send(problem)
  );
}

/** Answers what Node's parser could not read, which no route ever sees (RFC 9112, 3 and 5). */
export function refuseUnreadable(_error: Error, socket: Socket): void {
  if (!socket.writable) {
    socket.destroy();
    return;
  }
  const refusal = new AppError('BAD_REQUEST', 'This is not HTTP, or its address and headers are too long.');
  const body = JSON.stringify(problemOf(refusal, randomUUID()));
  const head = [
    'HTTP/1.1 400 Bad Request',
    'Content-Type: application/problem+json',
    'X-Content-Type-Options: nosniff',
    `Content-Length: ${Buffer.byteLength(body)}`,
    'Connection: close',
  ];
  socket.end(`${head.join('\r\n')}\r\n\r\n${body}`);
}

/** An error as it goes out. */
export function problemOf(error: AppError, requestId: string): Problem {
  const { code, message } = error;
  const { http: status, title, hint } = errorCatalogue[code];
  const isInside = code === 'INTERNAL' || code === 'DATABASE_FAILED';
  const errors = problemsIn(error);
  return {
    type: `/api/docs/errors#${code.toLowerCase()}`,
    title,
    status,
    detail: isInside ? `${title}. The log says more under request ${requestId}.` : message,
    code,
    hint,
    ...(errors.length === 0 ? {} : { errors: [...errors] }),
    requestId,
  };
}

/** Whatever was thrown, as an error that people may see. */
export function toAppError(error: unknown): AppError {
  if (isAppError(error)) return error;
  const { code = '', statusCode = 500 } = (error instanceof Error ? error : {}) as Partial<FastifyError>;
  const entry = known[code];
  if (entry !== undefined) return new AppError(entry[0], entry[1], { cause: error });
  if (statusCode === 415)
    return new AppError('MEDIA_TYPE_REFUSED', 'The body is not JSON.', { cause: error });
  if (statusCode === 413)
    return new AppError('BODY_TOO_LARGE', 'The request is too large.', { cause: error });
  if (statusCode >= 400 && statusCode < 500) {
    return new AppError('BAD_REQUEST', 'The request cannot be understood.', { cause: error });
  }
  return new AppError('INTERNAL', 'A request failed.', { cause: error });
}
