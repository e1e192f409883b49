/** Roles, the least first; each may do what the ones before may. */
export const roles = ['viewer', 'operator', 'admin'] as const;
export type Role = (typeof roles)[number];

/** Who is logged in. */
export type Me = { readonly name: string; readonly displayName: string; readonly role: Role };
