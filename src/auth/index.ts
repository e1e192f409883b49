/** Who may come in: users, sessions, the set-up link, secrets at rest. */
export { LoginLimits } from './login-limits.ts';
export { PasswordHasher } from './password-hash.ts';
export { openSecretBox, SecretBox } from './secret-box.ts';
export { type Client, type LoggedIn, Sessions, type SessionView } from './sessions.ts';
export { SetupLink } from './setup-link.ts';
export { type NewUser, type UserChange, Users, type UserView } from './users.ts';
