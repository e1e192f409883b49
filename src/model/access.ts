/**
 * What somebody may do. `viewer` reads · `operator` also works with discs, jobs and images · `admin` also users,
 * settings, backup. Each may do all that the ones before it may.
 */
export const roles = ['viewer', 'operator', 'admin'] as const;
export type Role = (typeof roles)[number];

/** Whether somebody of a role may do what needs another. */
export function isAllowed(role: Role, needed: Role): boolean {
  return roles.indexOf(role) >= roles.indexOf(needed);
}

/** Who does something; every use case takes one. */
export type Actor = {
  /** User name, `automatic` or `command line`. */
  readonly name: string;
  readonly role: Role;
};
