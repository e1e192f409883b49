import type { Readable } from 'node:stream';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { disposition } from './disposition.ts';
import type { Downloads } from './downloads.ts';

/**
 * Sends an archive as a download. Its length is told before: where it breaks off, whoever loads it sees that it did. Whoever
 * leaves ends the work on it.
 */
export function sendZip(
  zip: {
    readonly stream: Readable;
    readonly sizeBytes: number;
    readonly fileName: string;
    readonly isoId: number | null;
  },
  call: { readonly request: FastifyRequest; readonly reply: FastifyReply; readonly downloads: Downloads },
): FastifyReply {
  const { request, reply, downloads } = call;
  const { stream, ...what } = zip;
  reply
    .header('content-type', 'application/zip')
    .header('content-length', zip.sizeBytes)
    .header('content-disposition', disposition(zip.fileName))
    .header('accept-ranges', 'none')
    .header('content-security-policy', "sandbox; default-src 'none'")
    .header('cache-control', 'private, no-store')
    .header('x-content-type-options', 'nosniff');
  if (request.method === 'HEAD') {
    stream.destroy();
    return reply.send();
  }
  const { principal, ip: to } = request;
  return reply.send(downloads.send(stream, { ...what, to, principal, cut: () => request.raw.destroy() }));
}
