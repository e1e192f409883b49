import { down, type Outcome, refused } from './contract.ts';
import { oneLine } from './plain.ts';

const timeoutMs = 15_000;
/** Of an answer that is to be shown nobody reads more. */
const maxAnswerBytes = 4096;
const shownAnswer = 300;

/** What is sent. */
export type Post = {
  readonly url: string;
  readonly body: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly signal: AbortSignal;
};

/**
 * Posts JSON. Redirects are not followed: they could lead from a receiver that an administrator chose to one that nobody
 * did. Neither headers nor body of an answer are waited for longer than a quarter of a minute, and of a long one only the
 * beginning is read.
 */
export async function post({ url, body, headers, signal }: Post): Promise<Outcome> {
  const ends = AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]);
  try {
    const response = await fetch(url, {
      method: 'POST',
      body,
      headers: { 'content-type': 'application/json', 'user-agent': 'disk2iso', ...headers },
      redirect: 'manual',
      signal: ends,
    });
    const said = oneLine(await beginningOf(response), shownAnswer);
    const answer = oneLine(`${response.status} ${response.statusText} ${said}`, shownAnswer);
    return outcomeOf(response, answer);
  } catch (error) {
    return down(reasonOf(error));
  }
}

function outcomeOf({ ok, status, headers }: Response, answer: string): Outcome {
  if (ok) return { type: 'delivered', answer };
  if (status >= 300 && status < 400) {
    return refused(`${answer} (redirects are not followed; enter the address that it leads to)`);
  }
  // RFC 9110: 408, 429 and 5xx are about the moment, other 4xx about this message (or how the channel is set up).
  const isMomentary = status >= 500 || status === 408 || status === 425 || status === 429;
  return isMomentary ? down(answer, retryAfterOf(headers.get('retry-after'))) : refused(answer);
}

/** Retry-After (RFC 9110, 10.2.3), in its form of seconds. */
function retryAfterOf(said: string | null): number | null {
  return said !== null && /^\d{1,6}$/.test(said.trim()) ? Number(said) * 1000 : null;
}

async function beginningOf({ body }: Response): Promise<string> {
  if (body === null) return '';
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of body) {
    chunks.push(chunk);
    size += chunk.length;
    if (size >= maxAnswerBytes) break;
  }
  return Buffer.concat(chunks).subarray(0, maxAnswerBytes).toString('utf8');
}

/** What stood in the way, as a person reads it: `fetch failed` says nothing, its cause does. */
export function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return oneLine(String(error));
  if (error.name === 'TimeoutError') return 'No answer in time.';
  const { cause } = error;
  if (cause instanceof AggregateError) return cause.errors.map(reasonOf).join(' ');
  return oneLine(cause instanceof Error ? cause.message || cause.name : error.message);
}
