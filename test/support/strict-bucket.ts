import { createHash, createHmac } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { S3Setup } from '../../src/model/index.ts';

const keyId = 'AKIDEXAMPLE';

/**
 * What `s3rver` does not do of S3, in memory: it checks signatures (Signature Version 4) and the sums of bodies, lists parts, and
 * gives objects of several parts the ETag that Amazon's servers give them.
 */
export class StrictBucket {
  readonly secret = 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY';
  readonly objects = new Map<
    string,
    { body: Buffer; etag: string; meta: Readonly<Record<string, string>> }
  >();
  readonly uploads = new Map<string, Map<number, Buffer>>();
  /** `PUT key` and its like, with the number of the part. */
  readonly calls: string[] = [];
  /** Objects get ETags that say nothing, as encrypted ones do. */
  isEncrypting = false;
  /** Answers a request in its place, or lets it through (`null`). */
  intercept: ((call: string) => { status: number; code: string } | null) | null = null;
  /** Changes a byte of what it stores. */
  isCareless = false;
  #server: Server | null = null;
  #port = 0;

  async open(): Promise<this> {
    const server = createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => this.#answer(request, Buffer.concat(chunks), response));
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    this.#port = (server.address() as AddressInfo).port;
    this.#server = server;
    return this;
  }

  async close(): Promise<void> {
    this.#server?.closeAllConnections();
    this.#server?.close();
  }

  get setup(): S3Setup {
    return {
      kind: 's3',
      endpoint: `http://127.0.0.1:${this.#port}`,
      region: 'eu-central-1',
      bucket: 'discs',
      prefix: 'a (1)/',
      accessKeyId: keyId,
      pathStyle: true,
    };
  }

  #answer(request: IncomingMessage, body: Buffer, response: ServerResponse): void {
    const url = new URL(request.url ?? '', 'http://bucket');
    const key = decodeURIComponent(url.pathname).replace(/^\/discs\/?/, '');
    const part = url.searchParams.get('partNumber');
    const call = `${request.method} ${key}${part === null ? '' : ` part ${part}`}`;
    this.calls.push(call);
    const refuse = (status: number, code: string) => {
      response.writeHead(status).end(`<Error><Code>${code}</Code><Message>No &amp; no</Message></Error>`);
    };
    const forced = this.intercept?.(call) ?? null;
    if (forced !== null) {
      refuse(forced.status, forced.code);
      return;
    }
    if (!isSigned(request, url, this.secret)) {
      refuse(403, 'SignatureDoesNotMatch');
      return;
    }
    if (request.headers['x-amz-content-sha256'] !== sum('sha256', body).toString('hex')) {
      refuse(400, 'XAmzContentSHA256Mismatch');
      return;
    }
    const md5 = request.headers['content-md5'];
    if (body.length > 0 && md5 !== sum('md5', body).toString('base64')) {
      refuse(400, 'BadDigest');
      return;
    }
    const upload = url.searchParams.get('uploadId');
    if (upload !== null) {
      this.#ofUpload(request, { key, upload, part, body }, response, refuse);
      return;
    }
    if (request.method === 'POST' && url.searchParams.has('uploads')) {
      const id = `upload-${this.uploads.size + 1}`;
      this.uploads.set(id, new Map());
      this.objects.set(`meta ${id}`, { body: Buffer.alloc(0), etag: '', meta: metaOf(request) });
      response.end(`<R><UploadId>${id}</UploadId></R>`);
      return;
    }
    if (request.method === 'PUT') {
      this.#store(key, body, sum('md5', body).toString('hex'), metaOf(request));
      response.setHeader('etag', `"${sum('md5', body).toString('hex')}"`).end();
      return;
    }
    const object = this.objects.get(key);
    if (request.method === 'DELETE') {
      this.objects.delete(key);
      response.writeHead(204).end();
      return;
    }
    if (key === '') {
      response.end();
      return;
    }
    if (object === undefined) {
      refuse(404, 'NoSuchKey');
      return;
    }
    response.setHeader('etag', `"${object.etag}"`).setHeader('content-length', object.body.length);
    response.end(request.method === 'HEAD' ? undefined : object.body);
  }

  #ofUpload(
    { method }: IncomingMessage,
    { key, upload, part, body }: { key: string; upload: string; part: string | null; body: Buffer },
    response: ServerResponse,
    refuse: (status: number, code: string) => void,
  ): void {
    const parts = this.uploads.get(upload);
    if (parts === undefined) {
      refuse(404, 'NoSuchUpload');
      return;
    }
    const numbers = [...parts.keys()].sort((a, b) => a - b);
    switch (method) {
      case 'PUT':
        parts.set(Number(part), body);
        response.setHeader('etag', `"${sum('md5', body).toString('hex')}"`).end();
        return;
      case 'GET':
        response.end(
          `<R>${numbers
            .map((number) => {
              const one = parts.get(number) ?? Buffer.alloc(0);
              const tag = sum('md5', one).toString('hex');
              return `<Part><PartNumber>${number}</PartNumber><ETag>&quot;${tag}&quot;</ETag><Size>${one.length}</Size></Part>`;
            })
            .join('')}<IsTruncated>false</IsTruncated></R>`,
        );
        return;
      case 'DELETE':
        this.uploads.delete(upload);
        response.writeHead(204).end();
        return;
      default: {
        const bodies = numbers.map((number) => parts.get(number) ?? Buffer.alloc(0));
        const md5s = Buffer.concat(bodies.map((one) => sum('md5', one)));
        const etag = `${sum('md5', md5s).toString('hex')}-${bodies.length}`;
        this.#store(key, Buffer.concat(bodies), etag, this.objects.get(`meta ${upload}`)?.meta ?? {});
        this.objects.delete(`meta ${upload}`);
        this.uploads.delete(upload);
        response.end(`<R><ETag>&quot;${etag}&quot;</ETag></R>`);
      }
    }
  }

  #store(key: string, body: Buffer, etag: string, meta: Readonly<Record<string, string>>): void {
    const kept = Buffer.from(body);
    if (this.isCareless && kept.length > 0) kept[0] = (kept[0] ?? 0) ^ 1;
    this.objects.set(key, { body: kept, etag: this.isEncrypting ? 'f'.repeat(32) : etag, meta });
  }
}

function metaOf({ headers }: IncomingMessage): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) =>
      name.startsWith('x-amz-meta-') && typeof value === 'string' ? [[name.slice(11), value]] : [],
    ),
  );
}

function sum(algorithm: 'md5' | 'sha256', data: Buffer | string): Buffer {
  return createHash(algorithm).update(data).digest();
}

/** The signature as Amazon describes it ("Authenticating Requests: Using the Authorization Header"), from what has arrived. */
function isSigned(request: IncomingMessage, url: URL, secret: string): boolean {
  const { authorization = '' } = request.headers;
  const [, credential = '', signed = '', signature = ''] =
    /^AWS4-HMAC-SHA256 Credential=([^,]+), SignedHeaders=([^,]+), Signature=(\w+)$/.exec(authorization) ?? [];
  const [id, day = '', region = '', service = ''] = credential.split('/');
  const query = [...url.searchParams]
    .map(([name, value]) => `${encode(name)}=${encode(value)}`)
    .sort()
    .join('&');
  const canonical = [
    request.method,
    url.pathname
      .split('/')
      .map((part) => encode(decodeURIComponent(part)))
      .join('/'),
    query,
    ...signed.split(';').map((name) => `${name}:${String(request.headers[name] ?? '').trim()}`),
    '',
    signed,
    request.headers['x-amz-content-sha256'],
  ].join('\n');
  const scope = `${day}/${region}/${service}/aws4_request`;
  const date = request.headers['x-amz-date'];
  const text = ['AWS4-HMAC-SHA256', date, scope, sum('sha256', canonical).toString('hex')].join('\n');
  const key = [day, region, service, 'aws4_request'].reduce<string | Buffer>(
    (before, word) => createHmac('sha256', before).update(word).digest(),
    `AWS4${secret}`,
  );
  return id === keyId && createHmac('sha256', key).update(text).digest('hex') === signature;
}

function encode(text: string): string {
  return encodeURIComponent(text).replaceAll(
    /[!'()*]/g,
    (letter) => `%${letter.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}
