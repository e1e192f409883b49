import type { Role } from '#model/index.ts';
import type { Page, PageRequest } from './page-types.ts';

/** Somebody who can log in. */
export type User = {
  readonly id: number;
  /** Unique without regard to case. */
  readonly name: string;
  readonly displayName: string;
  readonly role: Role;
  /** argon2id with its parameters, `$argon2id$…`. Never leaves the room `auth`. */
  readonly passwordHash: string;
  readonly isDisabled: boolean;
  readonly createdAt: string;
};
export type UserTable = {
  /** Adds somebody; `null` if the name is taken. */
  insert(user: Omit<User, 'id'>): User | null;
  get(id: number): User | null;
  byName(name: string): User | null;
  /** All, by name. */
  all(): readonly User[];
  update(id: number, change: Partial<Omit<User, 'id' | 'name' | 'createdAt'>>): User | null;
  delete(id: number): boolean;
  /** Administrators that can log in. */
  countActiveAdmins(): number;
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

export const auditResults = ['done', 'refused'] as const;
/** Something that was done, or refused. */
export type AuditEntry = {
  readonly id: number;
  readonly at: string;
  /** `null`: nobody who is known. */
  readonly actor: string | null;
  /** `null`: from this machine, not over the network. */
  readonly address: string | null;
  readonly action: string;
  readonly target: string | null;
  readonly result: (typeof auditResults)[number];
};
export type AuditTable = {
  add(entry: Omit<AuditEntry, 'id'>): void;
  /** Newest first. */
  list(page: PageRequest): Page<AuditEntry>;
  /** Deletes up to `limit` entries older than that; returns how many. */
  deleteBefore(at: string, limit: number): number;
};
