import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { type Static, type TSchema, Type } from 'typebox';
import { type Actor, AppError, isAllowed, type Role } from '#model/index.ts';
import type { Principal } from './access.ts';

type Wanted = TSchema | undefined;
type Given<S extends Wanted> = S extends TSchema ? Static<S> : undefined;

/** A call from outside, its parts checked. */
export type Call<P extends Wanted, Q extends Wanted, B extends Wanted> = {
  readonly actor: Actor;
  readonly params: Given<P>;
  readonly query: Given<Q>;
  readonly body: Given<B>;
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
};

/** What a call is, who may make it, what it takes and gives. */
export type Route<P extends Wanted, Q extends Wanted, B extends Wanted> = {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  readonly url: string;
  /** The least role that may; `public` is for everybody, known or not. Nobody forgets it: without it nothing compiles. */
  readonly access: Role | 'public';
  readonly tag: string;
  /** One line for the list of calls. */
  readonly summary: string;
  readonly params?: P;
  readonly query?: Q;
  readonly body?: B;
  readonly status?: 200 | 201 | 202 | 204;
  /** What it answers; `null`: nothing, or something that is no JSON (`media`). */
  readonly answer: TSchema | null;
  /** Media type of an answer that is no JSON. */
  readonly media?: string;
  readonly bodyLimit?: number;
  /** Media type of a body that the handler reads itself, piece by piece. */
  readonly upload?: string;
  /**
   * What a successful call that changes something is called in the audit log besides its address: ids of the address, or
   * what this says of the body. `itself`: the use case notes it.
   */
  readonly audit?: 'itself' | ((body: Given<B>) => string);
  readonly handler: (call: Call<P, Q, B>) => unknown;
};

declare module 'fastify' {
  interface FastifyRequest {
    /** Who sends it; `null` until it was found out, and for calls that are for everybody. */
    principal: Principal | null;
  }
  interface FastifyContextConfig {
    access?: Role | 'public';
    audit?: 'itself' | ((body: never) => string);
  }
}

/** A body that is no JSON: nothing can be said of it before it is read. */
const uploaded = Type.Unsafe<unknown>({ description: 'The file.' });

const nobody: Actor = { name: 'nobody', role: 'viewer' };

/** Adds a call to the server. */
export function addRoute<
  P extends Wanted = undefined,
  Q extends Wanted = undefined,
  B extends Wanted = undefined,
>(app: FastifyInstance, route: Route<P, Q, B>): void {
  const { method, url, access, tag, summary, params, query, body, answer, status = 200, handler } = route;
  app.route({
    method,
    url,
    config: { access, ...(route.audit === undefined ? {} : { audit: route.audit }) },
    ...(route.bodyLimit === undefined ? {} : { bodyLimit: route.bodyLimit }),
    schema: {
      tags: [tag],
      summary,
      description: access === 'public' ? 'For everybody.' : `Needs role ${access}.`,
      ...(params === undefined ? {} : { params }),
      ...(query === undefined ? {} : { querystring: query }),
      ...(body === undefined ? {} : { body }),
      ...(route.upload === undefined ? {} : { consumes: [route.upload], body: uploaded }),
      response: { [status]: answer ?? { description: route.media ?? 'Nothing.', type: 'null' } },
    },
    handler: async (request, reply) => {
      const call = {
        actor: request.principal?.actor ?? nobody,
        params: request.params,
        query: request.query,
        body: request.body,
        request,
        reply,
      };
      const result = await handler(call as Call<P, Q, B>);
      if (reply.sent || reply.raw.headersSent) return reply;
      if (status === 204) return reply.code(204).send();
      return reply.code(reply.statusCode === 200 ? status : reply.statusCode).send(result);
    },
  });
}

/** Lets in whom the route is for. Errors: `NOT_LOGGED_IN`, `FORBIDDEN`. */
export function requireAccess(needed: Role | 'public' | undefined, principal: Principal | null): void {
  if (needed === 'public') return;
  // A call that nobody wrote with `addRoute` is for nobody.
  if (needed === undefined) throw new AppError('FORBIDDEN', 'This call is not open to anybody.');
  if (principal === null) throw new AppError('NOT_LOGGED_IN', 'This call is for people who are logged in.');
  if (isAllowed(principal.actor.role, needed)) return;
  throw new AppError('FORBIDDEN', `This call needs the role ${needed}; yours is ${principal.actor.role}.`);
}
