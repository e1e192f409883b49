import type { OpenIdOptions } from '#auth/index.ts';
import { AppError, type Role, roles } from '#model/index.ts';
import { isLoopback } from './loopback.ts';

/** The fields of the configuration about it. */
export type OpenIdFields = {
  readonly oidcIssuer: string | null;
  readonly oidcClientId: string | null;
  readonly oidcClientSecret: string | null;
  readonly oidcName: string;
  readonly oidcScope: string;
  readonly oidcRoleClaim: string;
  readonly oidcRoles: string | null;
};

/** What the configuration says of an OpenID provider; `null` without one. Error: `INVALID_INPUT`, naming the field. */
export function openIdOf(config: OpenIdFields): OpenIdOptions | null {
  const { oidcIssuer, oidcClientId, oidcClientSecret, oidcName, oidcScope, oidcRoleClaim, oidcRoles } =
    config;
  if (oidcIssuer === null) return null;
  const issuer = URL.parse(oidcIssuer);
  if (issuer === null || !['http:', 'https:'].includes(issuer.protocol)) {
    throw wrong('oidcIssuer', 'must be an address such as https://auth.example.org.');
  }
  if (issuer.protocol === 'http:' && !isLoopback(issuer.hostname.replace(/^\[(.*)\]$/, '$1'))) {
    throw wrong('oidcIssuer', 'must be https: whoever listens on the way could come in as anybody.');
  }
  if (oidcClientId === null) throw wrong('oidcClientId', 'is missing.');
  return {
    issuer: oidcIssuer,
    clientId: oidcClientId,
    clientSecret: oidcClientSecret,
    name: oidcName,
    scope: oidcScope,
    roleClaim: oidcRoleClaim,
    groups: groupsOf(oidcRoles),
  };
}

/** `admin=disk-admins,operator=staff,operator=family,viewer=*` */
function groupsOf(text: string | null): OpenIdOptions['groups'] {
  const groups: Record<Role, string[]> = { viewer: [], operator: [], admin: [] };
  for (const part of text?.split(',') ?? []) {
    const [, word, group = ''] = /^\s*(\w+)\s*=\s*(.+?)\s*$/.exec(part) ?? [];
    const role = roles.find((candidate) => candidate === word);
    if (role === undefined)
      throw wrong('oidcRoles', `"${part}" must be role=group, with ${roles.join(', ')}.`);
    groups[role].push(group);
  }
  if (Object.values(groups).every(({ length }) => length === 0)) {
    throw wrong(
      'oidcRoles',
      'must say which groups are what, such as admin=admins,viewer=*. Otherwise nobody gets in.',
    );
  }
  return groups;
}

function wrong(field: string, message: string): AppError {
  return new AppError('INVALID_INPUT', `${field}: ${message}`, { details: { field } });
}
