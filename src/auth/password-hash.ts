import { argon2, randomBytes, timingSafeEqual } from 'node:crypto';
import { AppError } from '#model/index.ts';

/** RFC 9106's second recommendation is 64 MiB and three passes in four lanes; two in one lane take about 100 ms here. */
const cost = { memory: 65_536, passes: 2, parallelism: 1 } as const;
const saltBytes = 16;
const hashBytes = 32;
/** More at once would let strangers take all memory and all threads. */
const maxWaiting = 16;

/** Who waits with whom: strangers who come in masses hold up one another, not people who are known. */
export type Lane = 'known' | 'strangers';

type Cost = { readonly memory: number; readonly passes: number; readonly parallelism: number };

/** Makes and checks password hashes (argon2id, RFC 9106) off the event loop, in each lane one at a time. */
export class PasswordHasher {
  readonly #cost: Cost;
  readonly #lanes: Record<Lane, { waiting: number; last: Promise<unknown> }> = {
    known: { waiting: 0, last: Promise.resolve() },
    strangers: { waiting: 0, last: Promise.resolve() },
  };

  /** `cost`: memory in KiB; another than the default is for tests. */
  constructor(cost_: Cost = cost) {
    this.#cost = cost_;
  }

  /** `$argon2id$v=19$m=…,t=…,p=…$salt$hash`. Error: `RATE_LIMITED` if too many wait. */
  async hash(password: string, lane: Lane = 'known'): Promise<string> {
    const salt = randomBytes(saltBytes);
    const hash = await this.#derive(password, salt, { lane, ...this.#cost });
    const { memory, passes, parallelism } = this.#cost;
    return `$argon2id$v=19$m=${memory},t=${passes},p=${parallelism}$${base64(salt)}$${base64(hash)}`;
  }

  /**
   * Whether a password is the one of a hash. `null` (nobody of that name) takes as long as a wrong one and is false, as is
   * a hash that cannot be read. Error: `RATE_LIMITED` if too many wait.
   */
  async verify(password: string, stored: string | null, lane: Lane): Promise<boolean> {
    const parts = stored === null ? null : parseHash(stored);
    if (parts === null) {
      await this.#derive(password, Buffer.alloc(saltBytes), { lane, ...this.#cost });
      return false;
    }
    return timingSafeEqual(await this.#derive(password, parts.salt, { lane, ...parts.cost }), parts.hash);
  }

  #derive(
    password: string,
    nonce: Buffer,
    { lane: name, memory, passes, parallelism }: Cost & { readonly lane: Lane },
  ): Promise<Buffer> {
    const lane = this.#lanes[name];
    if (lane.waiting >= maxWaiting) {
      throw new AppError('RATE_LIMITED', 'Too many log-ins at once. Try again in a few seconds.');
    }
    lane.waiting += 1;
    // One text can be written in several ways: NIST SP 800-63B, 3.1.1.2, asks for one of them.
    const message = password.normalize('NFKC');
    const work = () =>
      new Promise<Buffer>((resolve, reject) => {
        argon2(
          'argon2id',
          { message, nonce, memory, passes, parallelism, tagLength: hashBytes },
          (error, hash) => (error === null ? resolve(hash) : reject(error)),
        );
      });
    const done = lane.last.then(work, work).finally(() => {
      lane.waiting -= 1;
    });
    lane.last = done;
    return done;
  }
}

function parseHash(stored: string): { salt: Buffer; hash: Buffer; cost: Cost } | null {
  const match = /^\$argon2id\$v=19\$m=(\d+),t=(\d+),p=(\d+)\$([\w+/]+)\$([\w+/]+)$/.exec(stored);
  if (match === null) return null;
  const [, memory, passes, parallelism, salt = '', hash = ''] = match;
  const bytes = Buffer.from(hash, 'base64');
  if (bytes.length !== hashBytes) return null;
  return {
    salt: Buffer.from(salt, 'base64'),
    hash: bytes,
    cost: { memory: Number(memory), passes: Number(passes), parallelism: Number(parallelism) },
  };
}

function base64(bytes: Buffer): string {
  return bytes.toString('base64').replaceAll('=', '');
}
