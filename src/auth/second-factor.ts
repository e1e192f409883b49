import { randomBytes } from 'node:crypto';
import { Secret, TOTP } from 'otpauth';
import { AppError } from '#model/index.ts';
import type { Store, User } from '#store/index.ts';
import type { SecretBox } from './secret-box.ts';
import { hashToken } from './token.ts';

/** RFC 6238: steps of 30 seconds; one step before and after forgives clocks that differ. */
const periodSeconds = 30;
const window = 1;
const secretBytes = 20;
const recoveryCodes = 10;
/** 80 bits: cannot be guessed from the hash. */
const recoveryBytes = 10;
/** Without letters and digits that look like others. */
const letters = 'abcdefghjkmnpqrstuvwxyz23456789';

/** Codes of an app (TOTP, RFC 6238), each good for one log-in, and recovery codes for the day when it is lost. */
export class SecondFactor {
  readonly #store: Store;
  readonly #box: SecretBox;
  readonly #now: () => Date;

  constructor(store: Store, box: SecretBox, now: () => Date) {
    this.#store = store;
    this.#box = box;
    this.#now = now;
  }

  /** Makes a secret that waits for `confirm`: for the app, as text and as the address that a QR code shows. */
  begin(user: User): { readonly secret: string; readonly uri: string } {
    const secret = new Secret({ size: secretBytes }).base32;
    this.#store.users.update(user.id, { totpPending: this.#box.seal(nameOf(user), secret) });
    return { secret, uri: totpOf(secret, user.name).toString() };
  }

  /** Takes a first code of the waiting secret; from then on it is needed. Returns the recovery codes, seen only now. */
  confirm(user: User, code: string): readonly string[] {
    if (user.totpPending === null) throw new AppError('INVALID_INPUT', 'Begin with a new secret.');
    if (!this.#spendStep(user, user.totpPending, code)) {
      throw new AppError(
        'INVALID_INPUT',
        'code: this is not the code of the new secret. Compare the clocks of both devices.',
        { details: { field: 'code' } },
      );
    }
    const codes = Array.from({ length: recoveryCodes }, makeRecoveryCode);
    this.#store.users.update(user.id, { totpSecret: user.totpPending, totpPending: null });
    this.#store.users.setRecoveryCodes(
      user.id,
      codes.map((made) => hashToken(plain(made))),
    );
    return codes;
  }

  /** Takes it away, with its recovery codes. */
  remove(id: number): void {
    this.#store.users.update(id, { totpSecret: null, totpPending: null, totpLastStep: 0 });
    this.#store.users.setRecoveryCodes(id, []);
  }

  /** Whether a code is right; it is used up then. */
  use(user: User, code: string): boolean {
    if (user.totpSecret === null) return true;
    const typed = plain(code);
    if (/^\d{6}$/.test(typed)) return this.#spendStep(user, user.totpSecret, typed);
    return this.#store.users.spendRecoveryCode(user.id, hashToken(typed));
  }

  #spendStep(user: User, sealed: string, code: string): boolean {
    const secret = this.#box.open(nameOf(user), sealed);
    if (secret === null) {
      throw new AppError(
        'KEY_FILE_WRONG',
        `The second factor of ${user.name} was sealed with another key file; \`disk2iso user disable-2fa\` takes it away.`,
      );
    }
    const timestamp = this.#now().getTime();
    const delta = totpOf(secret, user.name).validate({ token: plain(code), window, timestamp });
    if (delta === null) return false;
    return this.#store.users.spendTotpStep(user.id, Math.floor(timestamp / 1000 / periodSeconds) + delta);
  }
}

function totpOf(secret: string, label: string): TOTP {
  return new TOTP({ issuer: 'disk2iso', label, secret: Secret.fromBase32(secret), period: periodSeconds });
}

/** What a sealed secret is for. */
function nameOf({ id }: User): string {
  return `totp:${id}`;
}

/** As people copy codes: with spaces and dashes, in capitals. */
function plain(code: string): string {
  return code.replaceAll(/[\s-]/g, '').toLowerCase();
}

/** Sixteen letters in groups of four. */
function makeRecoveryCode(): string {
  // Numbers that do not fit evenly are left out, so that each letter is as likely as another.
  const most = 256 - (256 % letters.length);
  let made = '';
  while (made.length < 16) {
    for (const byte of randomBytes(recoveryBytes)) {
      if (byte < most && made.length < 16) made += letters[byte % letters.length];
    }
  }
  return made.replaceAll(/(.{4})(?=.)/g, '$1-');
}
