import type { Store } from '#store/index.ts';
import type { AuditLog } from './audit-log.ts';
import type { Changes } from './changes.ts';
import type { PasswordHasher } from './password-hash.ts';

/** What the use cases of this room have in common. */
export type AuthParts = {
  readonly store: Store;
  readonly now: () => Date;
  readonly hasher: PasswordHasher;
  readonly audit: AuditLog;
  readonly changes: Changes;
};
