/** Who may come in: users, sessions, keys, second factor, the set-up link, the audit log, secrets at rest. */
export type { NewApiKey } from './api-keys.ts';
export type { AuditLog, Deed, Doer } from './audit-log.ts';
export { Auth } from './auth.ts';
export type { Client, Identity, KeyHolder, LoggedIn } from './identity.ts';
export type { OpenId, OpenIdOptions } from './open-id.ts';
export { PasswordHasher } from './password-hash.ts';
export { openSecretBox, SecretBox } from './secret-box.ts';
export type { Begun, Credentials, SessionView } from './sessions.ts';
export type { NewUser, UserChange } from './users.ts';
