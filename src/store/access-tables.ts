import type { AuditEntry, AuditResult, Role } from '#model/index.ts';
import type { Page, PageRequest } from './page-types.ts';

/** Somebody who can log in. */
export type User = {
  readonly id: number;
  /** Unique without regard to case. */
  readonly name: string;
  readonly displayName: string;
  readonly role: Role;
  /** argon2id with its parameters, `$argon2id$…`. Never leaves the room `auth`. `null`: cannot log in with a password. */
  readonly passwordHash: string | null;
  readonly isDisabled: boolean;
  readonly createdAt: string;
  /** Who it is for an OpenID provider: JSON of issuer and subject. */
  readonly externalId: string | null;
  /** Secret of the second factor, sealed; `null` without one. */
  readonly totpSecret: string | null;
  /** One that was not confirmed yet, sealed. */
  readonly totpPending: string | null;
  /** The newest time step of which a code was used; 0: none yet. */
  readonly totpLastStep: number;
};
export type UserTable = {
  /** Adds somebody; `null` if the name is taken. */
  insert(user: Omit<User, 'id' | 'totpSecret' | 'totpPending' | 'totpLastStep'>): User | null;
  get(id: number): User | null;
  byName(name: string): User | null;
  byExternalId(externalId: string): User | null;
  /** All, by name. */
  all(): readonly User[];
  update(id: number, change: Partial<Omit<User, 'id' | 'name' | 'createdAt'>>): User | null;
  delete(id: number): boolean;
  /** Administrators that can log in. */
  countActiveAdmins(): number;
  /** Notes that the code of a time step was used; false if that one, or a newer one, was used before. */
  spendTotpStep(id: number, step: number): boolean;
  /** Replaces the recovery codes by those of the hashes. */
  setRecoveryCodes(id: number, hashes: readonly string[]): void;
  /** Uses a recovery code up; false if there is none of that hash. */
  spendRecoveryCode(id: number, hash: string): boolean;
  countRecoveryCodes(id: number): number;
};

/** One log-in of one browser. */
export type Session = {
  /** Public name, for lists; the token cannot be learned from it. */
  readonly id: string;
  /** Hex SHA-256 of the token. */
  readonly tokenHash: string;
  readonly userId: number;
  readonly createdAt: string;
  readonly lastSeenAt: string;
  /** Ends then, used or not. */
  readonly expiresAt: string;
  readonly address: string;
  readonly agent: string;
};
export type SessionTable = {
  insert(session: Session): void;
  byTokenHash(tokenHash: string): Session | null;
  get(id: string): Session | null;
  /** Newest first. */
  ofUser(userId: number): readonly Session[];
  touch(id: string, at: string, address: string): void;
  delete(id: string): boolean;
  /** Deletes sessions not seen since, or over before; returns how many. */
  deleteStale(limits: { readonly seenBefore: string; readonly endedBefore: string }): number;
};

/** A key with which scripts come in. */
export type ApiKey = {
  readonly id: number;
  readonly userId: number;
  readonly name: string;
  /** Its first letters, by which its owner knows it again. */
  readonly prefix: string;
  /** Hex SHA-256 of the key. */
  readonly keyHash: string;
  readonly role: Role;
  readonly createdAt: string;
  /** `null`: never. */
  readonly expiresAt: string | null;
  readonly lastUsedAt: string | null;
};
export type ApiKeyTable = {
  insert(key: Omit<ApiKey, 'id' | 'lastUsedAt'>): ApiKey;
  get(id: number): ApiKey | null;
  byHash(keyHash: string): ApiKey | null;
  /** Oldest first. */
  all(): readonly ApiKey[];
  /** Oldest first. */
  ofUser(userId: number): readonly ApiKey[];
  touch(id: number, at: string): void;
  delete(id: number): boolean;
};

export type AuditFilter = {
  readonly actor?: string;
  readonly action?: string;
  readonly result?: AuditResult;
  /** `at` from (inclusive) and to (exclusive). */
  readonly from?: string;
  readonly to?: string;
};
export type AuditTable = {
  add(entry: Omit<AuditEntry, 'id'>): void;
  /** Newest first. */
  list(filter: AuditFilter, page: PageRequest): Page<AuditEntry>;
  /** Deletes up to `limit` entries older than that; returns how many. */
  deleteBefore(at: string, limit: number): number;
};
