/** What ddrescue says it is doing, in our words. */
export type DdrescuePhase = 'copying' | 'trimming' | 'scraping' | 'retrying';

/**
 * One status block of ddrescue's terminal output. Numbers are truncated to about six digits by ddrescue, so
 * `rescuedBytes` never exceeds the truth; `null` where it prints n/a.
 */
export type DdrescueStatus = {
  readonly phase: DdrescuePhase;
  /** Copying pass or retry number, from 1. */
  readonly pass: number;
  readonly rescuedBytes: number;
  /** Bytes that failed and are not rescued yet: non-trimmed, non-scraped and bad. */
  readonly failedBytes: number;
  readonly badAreas: number;
  readonly readErrors: number;
  readonly bytesPerSecond: number | null;
};

/**
 * Parser of ddrescue's standard output (1.23 to 1.27), fed chunk by chunk. Calls `onStatus` for every complete block
 * and keeps lines that are neither status nor phase, such as "Too many read errors", as `messages`.
 */
export class DdrescueOutputParser {
  readonly messages: string[] = [];
  readonly #onStatus: (status: DdrescueStatus) => void;
  #rest = '';
  #phase: DdrescuePhase = 'copying';
  #pass = 1;
  #values = new Map<string, string>();
  /** A block is complete, but what it was printed for may still follow. */
  #isPending = false;

  constructor(onStatus: (status: DdrescueStatus) => void) {
    this.#onStatus = onStatus;
  }

  feed(chunk: Buffer): void {
    // Every line the parser knows is ASCII; a multi-byte file name split over chunks cannot do harm.
    this.#rest += chunk.toString('latin1');
    const lines = this.#rest.split(/[\r\n]/);
    // ddrescue ends a phase name only when it overwrites it, and a hostile stream might never end a line.
    this.#rest = (lines.pop() ?? '').slice(-4096);
    for (const line of lines) this.#take(line);
    // The name of the phase follows its block, unterminated, in the same write.
    this.#takePhase(this.#rest.trim());
    this.#emitPending();
  }

  /** To be called when the stream has ended. */
  end(): void {
    this.#take(this.#rest);
    this.#rest = '';
    this.#emitPending();
  }

  #take(rawLine: string): void {
    // ESC [ A moves the cursor up before each block.
    const line = rawLine.replaceAll(/\x1b\[[0-9;]*[A-Za-z]/g, '').trim();
    if (line === '' || line === 'Finished') return;
    if (this.#takePhase(line)) return;
    this.#emitPending();
    const pairs = [...line.matchAll(/([a-z][a-z -]*[a-z]):\s*([^,]+)(?:,|$)/g)];
    if (pairs.length === 0) {
      if (this.messages.length < 100) this.messages.push(line.slice(0, 500));
      return;
    }
    for (const [, key, value] of pairs) {
      if (key !== undefined && value !== undefined) this.#values.set(key, value.trim());
    }
    if (this.#values.has('time since last successful read')) this.#isPending = true;
  }

  #takePhase(line: string): boolean {
    const match =
      /^(Copying non-tried|Trimming failed|Scraping failed|Retrying bad)\b.*?\.\.\.(?: (?:Pass|Retry) (\d+))?/.exec(
        line,
      );
    if (match === null) return false;
    const phases = { C: 'copying', T: 'trimming', S: 'scraping', R: 'retrying' } as const;
    this.#phase = phases[line.charAt(0) as keyof typeof phases];
    this.#pass = Number(match[2] ?? 1);
    return true;
  }

  #emitPending(): void {
    if (!this.#isPending) return;
    this.#isPending = false;
    const values = this.#values;
    this.#values = new Map();
    const rescuedBytes = parseSize(values.get('rescued'));
    if (rescuedBytes === null) return;
    this.#onStatus({
      phase: this.#phase,
      pass: this.#pass,
      rescuedBytes,
      failedBytes: sum(['non-trimmed', 'non-scraped', 'bad-sector'].map((key) => parseSize(values.get(key)))),
      badAreas: parseSize(values.get('bad areas')) ?? 0,
      readErrors: parseSize(values.get('read errors')) ?? 0,
      bytesPerSecond: parseSize(values.get('current rate')),
    });
  }
}

function sum(sizes: readonly (number | null)[]): number {
  return sizes.reduce<number>((total, size) => total + (size ?? 0), 0);
}

const prefixes = ['', 'k', 'M', 'G', 'T', 'P', 'E'];

/** `21348 kB`, `0 B`, `4096 kB/s`, `17`; `null` for n/a and anything else. */
function parseSize(text: string | undefined): number | null {
  const match = /^(\d+)(?: ([kMGTPE]?)B(?:\/s)?)?$/.exec(text ?? '');
  if (match === null) return null;
  const value = Number(match[1]) * 1000 ** prefixes.indexOf(match[2] ?? '');
  return Number.isSafeInteger(value) ? value : null;
}
