import type { Store } from '#store/index.ts';
import { ApiKeys } from './api-keys.ts';
import { AuditLog } from './audit-log.ts';
import { Changes } from './changes.ts';
import type { Identity } from './identity.ts';
import { KnownBrowsers } from './known-browsers.ts';
import { LoginLimits } from './login-limits.ts';
import { OpenId, type OpenIdOptions } from './open-id.ts';
import { OwnAccount } from './own-account.ts';
import { PasswordHasher } from './password-hash.ts';
import { SecondFactor } from './second-factor.ts';
import type { SecretBox } from './secret-box.ts';
import { Sessions } from './sessions.ts';
import { SetupLink } from './setup-link.ts';
import { Users } from './users.ts';

export type AuthOptions = {
  readonly store: Store;
  readonly secrets: SecretBox;
  readonly now?: () => Date;
  /** Another than the default is for tests. */
  readonly hasher?: PasswordHasher;
  /** `null`, or nothing: no provider. */
  readonly openId?: OpenIdOptions | null;
  /** Days that the audit log is kept; `null`: for ever. */
  readonly auditDays: () => number | null;
  readonly onError: (error: unknown) => void;
};

const sweepEveryMs = 10 * 60_000;

/** Who may come in, put together. */
export class Auth {
  readonly users: Users;
  readonly sessions: Sessions;
  readonly keys: ApiKeys;
  readonly setup: SetupLink;
  readonly account: OwnAccount;
  /** `null` without a provider. */
  readonly openId: OpenId | null;
  readonly browsers: KnownBrowsers;
  readonly audit: AuditLog;
  /** Tells when somebody's rights may have changed. */
  readonly changes = new Changes();
  readonly #options: AuthOptions;
  #timer: NodeJS.Timeout | null = null;

  constructor(options: AuthOptions) {
    const { store, secrets, now = () => new Date(), hasher = new PasswordHasher() } = options;
    this.#options = options;
    this.audit = new AuditLog(store, now, options.onError);
    this.browsers = new KnownBrowsers(secrets);
    const parts = { store, now, hasher, audit: this.audit, changes: this.changes };
    const checks = { limits: new LoginLimits(now), secondFactor: new SecondFactor(store, secrets, now) };
    this.users = new Users(parts);
    this.sessions = new Sessions(parts, checks);
    this.keys = new ApiKeys(parts);
    this.setup = new SetupLink(parts, this.users);
    this.openId = options.openId == null ? null : new OpenId(parts, secrets, options.openId);
    this.account = new OwnAccount(parts, checks);
  }

  /** Whether somebody may still what they might, with the same role. */
  isStillValid(identity: Identity): boolean {
    return identity.kind === 'key' ? this.keys.isStillValid(identity) : this.sessions.isStillValid(identity);
  }

  /** Begins to remove what is over, now and then. */
  start(): void {
    this.sweep();
    this.#timer ??= setInterval(() => this.sweep(), sweepEveryMs);
    this.#timer.unref();
  }

  stop(): void {
    if (this.#timer !== null) clearInterval(this.#timer);
    this.#timer = null;
  }

  /** Removes sessions that are over, and audit entries older than is wanted. */
  sweep(): void {
    try {
      this.sessions.sweep();
      const days = this.#options.auditDays();
      if (days !== null) this.audit.sweep(days);
    } catch (error) {
      this.#options.onError(error);
    }
  }
}
