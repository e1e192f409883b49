import { randomUUID } from 'node:crypto';
import { type Static, Type } from 'typebox';
import { Value } from 'typebox/value';
import type { KnownBrowser } from './identity.ts';
import type { SecretBox } from './secret-box.ts';

const Mark = Type.Object({ account: Type.String(), id: Type.String() });
type Mark = Static<typeof Mark>;

const sealName = 'known browser';

/**
 * Marks browsers in which somebody has logged in before. Their tries are counted apart from all others', so that nobody who
 * shares an address with the owner (a proxy, an office) can lock the owner out by guessing.
 */
export class KnownBrowsers {
  readonly #secrets: SecretBox;

  constructor(secrets: SecretBox) {
    this.#secrets = secrets;
  }

  /** A mark for a browser, sealed: it cannot be made by others, and is good for one account. */
  mark(account: string): string {
    const mark: Mark = { account: account.toLowerCase(), id: randomUUID() };
    return this.#secrets.seal(sealName, JSON.stringify(mark));
  }

  /** `null` for what is no mark of ours. */
  read(sealed: string): KnownBrowser | null {
    const text = this.#secrets.open(sealName, sealed);
    const mark: unknown = text === null ? null : JSON.parse(text);
    return Value.Check(Mark, mark) ? mark : null;
  }
}
