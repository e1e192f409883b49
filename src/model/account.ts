import { type Static, Type } from 'typebox';
import { roles } from './access.ts';
import { literals, text } from './schema.ts';

const name = Type.String({ minLength: 1, maxLength: 64 });
const displayName = Type.String({ maxLength: 100 });
const password = Type.String({ minLength: 1, maxLength: 1024 });
const code = Type.String({ minLength: 6, maxLength: 40 });
const closed = { additionalProperties: false } as const;

/** Somebody who can log in, as others may see them. */
export const UserView = Type.Object({
  id: Type.Integer(),
  name: Type.String(),
  displayName: Type.String(),
  role: literals(roles),
  isDisabled: Type.Boolean(),
  createdAt: Type.String(),
  /** False for those who only come by way of an OpenID provider. */
  hasPassword: Type.Boolean(),
  hasSecondFactor: Type.Boolean(),
  isExternal: Type.Boolean(),
});
export type UserView = Static<typeof UserView>;

export const UserOrder = Type.Object(
  { name, displayName: Type.Optional(displayName), role: literals(roles), password },
  closed,
);
export const UserChangeOrder = Type.Object(
  {
    displayName: Type.Optional(displayName),
    role: Type.Optional(literals(roles)),
    isDisabled: Type.Optional(Type.Boolean()),
  },
  closed,
);

/** How one may come in, for those who have not yet. */
export const AccessState = Type.Object({
  /** `none`: everybody is an administrator. */
  auth: literals(['users', 'none']),
  /** Nobody can log in yet: the link that the start of the server prints makes the first administrator. */
  needsSetup: Type.Boolean(),
  /** Name of the OpenID provider, for a button; `null` without one. */
  openId: text,
});
/** Who one is. */
export const Me = Type.Object({
  name: Type.String(),
  displayName: Type.String(),
  role: literals(roles),
  /** By what one came in. */
  by: literals(['session', 'key', 'none']),
  hasPassword: Type.Boolean(),
  hasSecondFactor: Type.Boolean(),
  /** Unused recovery codes. */
  recoveryCodes: Type.Integer({ minimum: 0 }),
});
export type Me = Static<typeof Me>;
export const SetupOrder = Type.Object(
  {
    token: Type.String({ minLength: 1, maxLength: 200 }),
    name,
    displayName: Type.Optional(displayName),
    password,
  },
  closed,
);
export const LoginOrder = Type.Object(
  {
    name: Type.String({ maxLength: 200 }),
    password: Type.String({ maxLength: 1024 }),
    /** Of the second factor, or a recovery code. */
    code: Type.Optional(code),
  },
  closed,
);
export const PasswordChangeOrder = Type.Object({ current: password, next: password }, closed);
export const PasswordOrder = Type.Object({ password }, closed);
export const CodeOrder = Type.Object({ code }, closed);

/** A log-in of one's own. */
export const SessionView = Type.Object({
  id: Type.String(),
  createdAt: Type.String(),
  lastSeenAt: Type.String(),
  expiresAt: Type.String(),
  address: Type.String(),
  agent: Type.String(),
  isCurrent: Type.Boolean(),
});

/** A key for scripts; the key itself is shown once, when it is made. */
export const ApiKeyView = Type.Object({
  id: Type.Integer(),
  name: Type.String(),
  prefix: Type.String(),
  owner: Type.String(),
  role: literals(roles),
  createdAt: Type.String(),
  expiresAt: text,
  lastUsedAt: text,
});
export type ApiKeyView = Static<typeof ApiKeyView>;
export const ApiKeyOrder = Type.Object(
  {
    name: Type.String({ minLength: 1, maxLength: 100 }),
    role: literals(roles),
    /** In so many days; without it never. */
    days: Type.Optional(Type.Integer({ minimum: 1, maximum: 3650 })),
  },
  closed,
);

export const auditResults = ['done', 'refused', 'failed'] as const;
export type AuditResult = (typeof auditResults)[number];
/** Something that somebody changed, or wanted to and was refused, or could not. */
export const AuditEntry = Type.Object({
  id: Type.Integer(),
  at: Type.String(),
  /** `null`: nobody who is known. */
  actor: text,
  /** `null`: from this machine, not over the network. */
  address: text,
  action: Type.String(),
  target: text,
  result: literals(auditResults),
  /** Why not; `null` if it was done. */
  code: text,
});
export type AuditEntry = Readonly<Static<typeof AuditEntry>>;
