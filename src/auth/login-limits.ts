import { isIPv6 } from 'node:net';
import { AppError } from '#model/index.ts';

type Count = { readonly failures: number; readonly lastAt: number };

const minute = 60_000;
const forgetAfterMs = 15 * minute;
const freeOfPair = 5;
const freeOfAddress = 30;
/** Wrong codes after right passwords, of an account from anywhere: who gets that far is no stranger any more. */
const freeOfCodes = 10;
const maxCounts = 10_000;

/**
 * How often somebody may try to log in. Counted by account and address together, and by address (a known browser in the
 * place of its address): a stranger's tries never lock out the owner, who comes from another one. Waiting doubles from two seconds up to 15 minutes.
 */
export class LoginLimits {
  readonly #now: () => Date;
  readonly #counts = new Map<string, Count>();

  constructor(now: () => Date) {
    this.#now = now;
  }

  /** Counts a try as failed before it is checked, so that many at once count as many. Error: `RATE_LIMITED`. */
  begin(account: string, address: string): void {
    const keys = keysOf(account, address);
    refuse(Math.max(this.#waitMs(keys.pair, freeOfPair), this.#waitMs(keys.address, freeOfAddress)));
    this.#add(keys.pair);
    this.#add(keys.address);
  }

  /** The try was right: the pair is forgotten, and the address has one less. */
  succeed(account: string, address: string): void {
    const keys = keysOf(account, address);
    this.#counts.delete(keys.pair);
    const count = this.#counts.get(keys.address);
    if (count !== undefined) this.#counts.set(keys.address, { ...count, failures: count.failures - 1 });
  }

  /** As `begin`, for the code of a second factor of somebody whose password was right; a known browser counts apart. */
  beginCode(account: string, browser: string | null = null): void {
    const key = codeKeyOf(account, browser);
    refuse(this.#waitMs(key, freeOfCodes));
    this.#add(key);
  }

  succeedCode(account: string, browser: string | null = null): void {
    this.#counts.delete(codeKeyOf(account, browser));
  }

  #waitMs(key: string, free: number): number {
    const count = this.#current(key);
    if (count === null || count.failures < free) return 0;
    const pauseMs = Math.min(forgetAfterMs, 2000 * 2 ** Math.min(20, count.failures - free));
    return count.lastAt + pauseMs - this.#now().getTime();
  }

  #add(key: string): void {
    const failures = (this.#current(key)?.failures ?? 0) + 1;
    this.#counts.delete(key);
    this.#counts.set(key, { failures, lastAt: this.#now().getTime() });
    if (this.#counts.size <= maxCounts) return;
    // The one that was quiet for longest: maps keep the order in which keys were added.
    for (const oldest of this.#counts.keys()) {
      this.#counts.delete(oldest);
      return;
    }
  }

  #current(key: string): Count | null {
    const count = this.#counts.get(key);
    return count === undefined || this.#now().getTime() - count.lastAt > forgetAfterMs ? null : count;
  }
}

function keysOf(account: string, address: string): { readonly pair: string; readonly address: string } {
  const network = networkOf(address);
  return { pair: JSON.stringify([account.toLowerCase(), network]), address: JSON.stringify([network]) };
}

function codeKeyOf(account: string, browser: string | null): string {
  return JSON.stringify(['code', account.toLowerCase(), browser]);
}

/** One household has 2^64 addresses of IPv6 (RFC 4291, 2.5.1): what counts are the 64 bits before. */
function networkOf(address: string): string {
  if (!isIPv6(address) || address.startsWith('::ffff:')) return address;
  const [front = '', back] = address.split('::');
  const before = front.split(':').filter((group) => group !== '');
  const after = (back ?? '').split(':').filter((group) => group !== '');
  const zeros = back === undefined ? 0 : Math.max(0, 8 - before.length - after.length);
  return [...before, ...Array.from({ length: zeros }, () => '0'), ...after].slice(0, 4).join(':');
}

function refuse(waitMs: number): void {
  if (waitMs <= 0) return;
  const seconds = Math.ceil(waitMs / 1000);
  throw new AppError('RATE_LIMITED', `Too many wrong tries. Try again in ${seconds} seconds.`, {
    details: { retryAfterSeconds: seconds },
  });
}
