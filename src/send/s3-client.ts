import { createHash } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { AwsClient } from 'aws4fetch';
import { AppError, isAppError, type S3Setup } from '#model/index.ts';
import { refused, unreachable } from './errors.ts';

/** What is asked of a bucket. */
export type S3Request = {
  readonly method: 'GET' | 'HEAD' | 'PUT' | 'POST' | 'DELETE';
  /** Without the prefix of the set-up put before it: whole. Empty: the bucket itself. */
  readonly key: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Buffer;
  readonly signal: AbortSignal;
};

/** What a server answered; `code` is S3's own name of an error, `null` where there is none. */
export type S3Answer = {
  readonly status: number;
  readonly headers: Headers;
  readonly body: string;
  readonly code: string | null;
};

/** How patient a client is. */
export type Patience = {
  /** After failures in a row over so long it is given up. */
  readonly patienceMs: number;
  readonly firstDelayMs?: number;
};

const longestDelayMs = 30_000;
/** For an answer without a body; a body gets as long as the slowest line that is waited for takes. */
const answerMs = 30_000;
const slowestBytesPerMs = 16;
const maxAnswerBytes = 8 << 20;

/**
 * Talks to one bucket: signed (Signature Version 4), with the SHA-256 of what is sent in the signature and its MD5 beside it, so
 * that a server refuses what was changed on its way. A server that does not answer, or is busy, is asked again with longer
 * and longer breaks.
 */
export class S3Client {
  readonly setup: S3Setup;
  readonly #aws: AwsClient;
  readonly #patience: Required<Patience>;

  constructor(setup: S3Setup, secret: string, patience: Patience) {
    this.setup = setup;
    this.#patience = { firstDelayMs: 500, ...patience };
    const { accessKeyId, region } = setup;
    this.#aws = new AwsClient({ accessKeyId, secretAccessKey: secret, region, service: 's3', retries: 0 });
  }

  /** For people: `s3://bucket/key`. */
  nameOf(key: string): string {
    return `s3://${this.setup.bucket}/${key}`;
  }

  /** One request; what the server says is an answer, whatever it is. Error: `TARGET_UNREACHABLE`, the signal's reason. */
  async ask(request: S3Request): Promise<S3Answer> {
    const { firstDelayMs, patienceMs } = this.#patience;
    let since: number | null = null;
    for (let attempt = 0; ; attempt += 1) {
      request.signal.throwIfAborted();
      try {
        return await this.#once(request);
      } catch (error) {
        request.signal.throwIfAborted();
        if (!isAppError(error, 'TARGET_UNREACHABLE')) throw error;
        const delayMs = Math.min(longestDelayMs, firstDelayMs * 2 ** attempt) * (0.75 + Math.random() * 0.5);
        since ??= performance.now();
        if (performance.now() - since + delayMs > patienceMs) throw error;
        await sleep(delayMs, undefined, { signal: request.signal }).catch(() => undefined); // Looked at above.
      }
    }
  }

  /** The same, where nothing but success will do. Error besides: `TARGET_REFUSED`. */
  async need(request: S3Request): Promise<S3Answer> {
    const answer = await this.ask(request);
    if (answer.status >= 200 && answer.status < 300) return answer;
    throw this.refusal(answer, request.key);
  }

  /** What an answer means that nobody wanted. */
  refusal({ status, code, body }: S3Answer, key: string): AppError {
    const said = [code ?? `HTTP ${status}`, textOf(body, 'Message')]
      .filter((part) => part !== null)
      .join(': ');
    return refused(this.nameOf(key), said.slice(0, 300));
  }

  /** The whole of an object, piece by piece; for comparing. Errors: as `need`. */
  async *read(key: string, signal: AbortSignal): AsyncGenerator<Uint8Array> {
    const url = this.#urlOf(key, {});
    const ends = new AbortController();
    let timer = setTimeout(() => ends.abort(), answerMs);
    try {
      const signed = await this.#aws.sign(url, { headers: { 'x-amz-content-sha256': sha256Of('') } });
      const response = await fetch(signed, {
        signal: AbortSignal.any([signal, ends.signal]),
        redirect: 'manual',
      });
      if (!response.ok || response.body === null) {
        const body = await response.text();
        const { status, headers } = response;
        throw this.refusal({ status, headers, body, code: textOf(body, 'Code') }, key);
      }
      for await (const piece of response.body) {
        clearTimeout(timer);
        timer = setTimeout(() => ends.abort(), answerMs);
        yield piece;
      }
    } catch (error) {
      signal.throwIfAborted();
      if (error instanceof AppError) throw error;
      throw unreachable(this.nameOf(key), reasonOf(error), error);
    } finally {
      clearTimeout(timer);
    }
  }

  async #once({ method, key, query = {}, headers = {}, body, signal }: S3Request): Promise<S3Answer> {
    const limitMs = answerMs + Math.ceil((body?.length ?? 0) / slowestBytesPerMs);
    const ends = AbortSignal.any([signal, AbortSignal.timeout(limitMs)]);
    try {
      const signed = await this.#aws.sign(this.#urlOf(key, query), {
        method,
        headers: {
          ...headers,
          'x-amz-content-sha256': sha256Of(body ?? ''),
          ...(body === undefined ? {} : { 'content-md5': createHash('md5').update(body).digest('base64') }),
        },
        // A view that is no copy: Node's fetch takes it as it is.
        ...(body === undefined ? {} : { body: body as Uint8Array<ArrayBuffer> }),
      });
      // Redirects are not followed: they could lead to a server that nobody chose.
      const response = await fetch(signed, { signal: ends, redirect: 'manual' });
      const text = (await response.text()).slice(0, maxAnswerBytes);
      const code = textOf(text, 'Code');
      const { status } = response;
      // A completed upload may answer 200 and yet hold an error (API reference, CompleteMultipartUpload).
      const isFailed = status < 300 && text.includes('<Error>');
      if (isMomentary(status, code) || isFailed) {
        throw unreachable(this.nameOf(key), `${status} ${code ?? response.statusText}`.trim());
      }
      return { status, headers: response.headers, body: text, code };
    } catch (error) {
      signal.throwIfAborted();
      if (error instanceof AppError) throw error;
      throw unreachable(this.nameOf(key), reasonOf(error), error);
    }
  }

  #urlOf(key: string, query: Readonly<Record<string, string>>): string {
    const { endpoint, bucket, pathStyle } = this.setup;
    const url = new URL(endpoint);
    if (!pathStyle) url.hostname = `${bucket}.${url.hostname}`;
    const path = [...(pathStyle ? [bucket] : []), ...(key === '' ? [] : key.split('/'))]
      .map(encode)
      .join('/');
    const words = Object.entries(query).map(([name, value]) => `${encode(name)}=${encode(value)}`);
    return `${url.origin}/${path}${words.length === 0 ? '' : `?${words.join('&')}`}`;
  }
}

/** The text of the first element of that name, its entities resolved. S3's answers are flat where we look. */
export function textOf(xml: string, element: string): string | null {
  return allTexts(xml, element)[0] ?? null;
}

/** The same of all of them. Elements within it stay as they are. */
export function allTexts(xml: string, element: string): string[] {
  const found = xml.matchAll(new RegExp(`<${element}(?:\\s[^>]*)?>([\\s\\S]*?)</${element}>`, 'g'));
  return [...found].map(([, text = '']) => unescapeXml(text));
}

function unescapeXml(text: string): string {
  const entities: Readonly<Record<string, string>> = { quot: '"', apos: "'", lt: '<', gt: '>', amp: '&' };
  return text.replaceAll(/&(?:#(\d+)|#x([0-9a-fA-F]+)|(\w+));/g, (whole, decimal, hex, name) => {
    if (decimal !== undefined) return String.fromCodePoint(Number(decimal));
    if (hex !== undefined) return String.fromCodePoint(Number.parseInt(hex, 16));
    return entities[name] ?? whole;
  });
}

function isMomentary(status: number, code: string | null): boolean {
  if (code === 'NotImplemented' || status === 501) return false;
  return status >= 500 || status === 408 || status === 425 || status === 429 || code === 'RequestTimeout';
}

/** RFC 3986: all but unreserved characters, as Signature Version 4 wants it. */
function encode(text: string): string {
  return encodeURIComponent(text).replaceAll(
    /[!'()*]/g,
    (letter) => `%${letter.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

function sha256Of(data: Buffer | string): string {
  return createHash('sha256').update(data).digest('hex');
}

/** `fetch failed` says nothing, its cause does. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (error.name === 'TimeoutError' || error.name === 'AbortError') return 'no answer in time';
  const { cause } = error;
  if (cause instanceof AggregateError) return cause.errors.map(reasonOf).join(' ');
  return cause instanceof Error ? cause.message || cause.name : error.message;
}
