import type { DiscLayout } from './cd-audio.ts';
import { cleanText } from './music-tags.ts';
import { type MusicBrainzAnswer, readMusicBrainzAnswer } from './musicbrainz-answer.ts';

/** How to ask. MusicBrainz wants a `userAgent` of the form `name/version ( address )` and one question a second at most. */
export type MusicBrainzOptions = {
  readonly userAgent: string;
  readonly signal?: AbortSignal | undefined;
  /** For the whole look-up. */
  readonly timeoutMs?: number | undefined;
  /** Another server, such as a mirror. */
  readonly baseUrl?: string | undefined;
};

const mostBytes = 4 * 1024 * 1024;
const mostRedirects = 5;

/**
 * Asks MusicBrainz for the releases of a disc (musicbrainz.org/doc/MusicBrainz_API, "discid"; without CD stubs, which
 * anybody can leave). Titles are those of the release's tracks, for the audio tracks of `layout`. What comes back is
 * hostile: checked, limited to 4 MiB, its texts made tidy; redirects are followed on the same server only.
 * Throws nothing but the reason of `signal`.
 */
export async function lookUpMusicBrainz(
  discId: string,
  layout: DiscLayout,
  options: MusicBrainzOptions,
): Promise<MusicBrainzAnswer> {
  const { signal, timeoutMs = 10_000, userAgent } = options;
  signal?.throwIfAborted();
  const url = lookUpUrl(options.baseUrl ?? 'https://musicbrainz.org', discId);
  if (url === null) return unavailable('The address of the MusicBrainz server is not valid.');
  const timeout = AbortSignal.timeout(timeoutMs);
  let reply: Reply;
  try {
    const either = signal === undefined ? timeout : AbortSignal.any([signal, timeout]);
    reply = await request(url, { userAgent, signal: either });
  } catch (cause) {
    signal?.throwIfAborted();
    if (timeout.aborted) {
      return unavailable(`${url.host} did not answer within ${timeoutMs / 1000} seconds.`);
    }
    return unavailable(`${url.host} could not be reached (${wordFor(cause)}).`);
  }
  if (reply.type !== 'text') return reply;
  const answer = readMusicBrainzAnswer(reply.text, discId, layout);
  return answer ?? unavailable(`${url.host} answered in a form that is not known.`);
}

type Reply = { readonly type: 'text'; readonly text: string } | Exclude<MusicBrainzAnswer, { type: 'found' }>;

function lookUpUrl(base: string, discId: string): URL | null {
  const question = `/ws/2/discid/${encodeURIComponent(discId)}?inc=recordings+artist-credits&cdstubs=no&fmt=json`;
  const url = URL.parse(`${base.replace(/\/+$/, '')}${question}`);
  return url !== null && /^https?:$/.test(url.protocol) ? url : null;
}

async function request(
  first: URL,
  { userAgent, signal }: { userAgent: string; signal: AbortSignal },
): Promise<Reply> {
  let url = first;
  for (let redirects = 0; redirects <= mostRedirects; redirects += 1) {
    const headers = { 'User-Agent': userAgent, Accept: 'application/json' };
    const response = await fetch(url.href, { headers, signal, redirect: 'manual' });
    const location = response.headers.get('location');
    if (response.status >= 300 && response.status < 400 && location !== null) {
      await response.body?.cancel();
      const next = URL.parse(location, url.href);
      if (next?.origin !== url.origin) {
        return unavailable(`${url.host} points to another server, which was not asked.`);
      }
      url = next;
      continue;
    }
    return await replyOf(response, url.host);
  }
  return unavailable(`${url.host} points from one address to the next without an end.`);
}

async function replyOf(response: Response, host: string): Promise<Reply> {
  if (response.status === 200) {
    const text = await readText(response);
    return text === null
      ? unavailable(`${host} answered with more than ${mostBytes} bytes.`)
      : { type: 'text', text };
  }
  await response.body?.cancel();
  if (response.status === 404) return { type: 'unknown' };
  const isBusy = response.status === 503 || response.status === 429;
  const hint = isBusy ? '; it is busy or was asked too often. Try again in a minute' : '';
  return unavailable(`${host} answered with HTTP status ${response.status}${hint}.`);
}

/** The body, `null` if it is too long; the rest is then not fetched. */
async function readText(response: Response): Promise<string | null> {
  const chunks: Uint8Array[] = [];
  let sizeBytes = 0;
  for await (const chunk of response.body ?? []) {
    sizeBytes += chunk.length;
    if (sizeBytes > mostBytes) return null;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

/** `ECONNREFUSED` and the like, which fetch hides in the cause of its `TypeError`. */
function wordFor(error: unknown): string {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  if (!(cause instanceof Error)) return 'no reason given';
  return 'code' in cause && typeof cause.code === 'string'
    ? cause.code
    : (cleanText(cause.message) ?? cause.name);
}

function unavailable(reason: string): Reply & { type: 'unavailable' } {
  return { type: 'unavailable', reason };
}
