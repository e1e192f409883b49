import { readFileSync } from 'node:fs';
import { isAbsolute, join, resolve, sep } from 'node:path';
import { type Static, Type } from 'typebox';
import { Value } from 'typebox/value';
import { AppError, type FieldProblem, fieldProblems, literals, logLevels, nullable } from '#model/index.ts';
import { isLoopback } from './loopback.ts';
import { openIdOf } from './open-id-config.ts';

const text = Type.String({ minLength: 1, maxLength: 4096 });

/** What must be known before the server starts; what people change while it runs are settings. */
export const Config = Type.Object(
  {
    /** Address to listen on. */
    host: text,
    /** 0: any free one. */
    port: Type.Integer({ minimum: 0, maximum: 65_535 }),
    /** Folder of the database, the log, unfinished images; absolute. */
    data: text,
    /** Folders below which images may lie; absolute. */
    roots: Type.Array(text, { minItems: 1 }),
    /** `users`: people log in. `none`: everybody is an administrator. */
    auth: literals(['users', 'none']),
    /** `none` also for other machines. */
    insistOnNoAuth: Type.Boolean(),
    /** Believe the X-Forwarded headers of a proxy: its address, several with commas, or `true` for any. */
    trustProxy: nullable(text),
    /** Address under which browsers reach the server, if it is not that of their requests. */
    publicUrl: nullable(Type.String({ pattern: '^https?://[^/?#]+/?$' })),
    tlsCert: nullable(text),
    tlsKey: nullable(text),
    /** Requests that one address may send in a minute. */
    requestsPerMinute: Type.Integer({ minimum: 60, maximum: 1_000_000 }),
    /** An OpenID provider, by the name that its discovery document gives itself. */
    oidcIssuer: nullable(text),
    oidcClientId: nullable(text),
    /** `null`: a public client. */
    oidcClientSecret: nullable(text),
    /** What its button is called. */
    oidcName: text,
    oidcScope: text,
    /** Claim that holds the groups of a user. */
    oidcRoleClaim: text,
    /** `role=group,…`; the group `*` is everybody. */
    oidcRoles: nullable(text),
    /** Folders below which backups may lie besides the data folder; absolute. */
    backupRoots: Type.Array(text),
    /** Seals the key file and the secrets of this configuration in backups; `null`: they are left out. */
    backupPassphrase: nullable(Type.String({ minLength: 8, maxLength: 1000 })),
    log: literals(['stdout', 'file']),
    /** Overrides the setting. */
    logLevel: nullable(literals(logLevels)),
    /** An image drive with a small disc in it, at the first start on a machine without drives. */
    sampleDisc: Type.Boolean(),
  },
  { additionalProperties: false },
);
export type Config = Static<typeof Config> & {
  /** File that it was read from; `null` without one. */
  readonly configFile: string | null;
};

/** Fields that nobody may read in a backup. */
export const secretConfigFields = ['oidcClientSecret', 'backupPassphrase'] as const;

/** Where a configuration comes from, the strongest first: flags, environment, file. */
export type ConfigSources = {
  /** As the command line gives them: only what was said. */
  readonly flags: Readonly<Record<string, unknown>>;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** `--config`; `null`: `config.json` in the data folder, if there is one. */
  readonly file: string | null;
  /** Folder that relative paths begin at. */
  readonly cwd: string;
};

/** Puts the configuration together. Error: `INVALID_INPUT`, naming source, field and what is wrong, for all of them. */
export function readConfig({ flags, env, file, cwd }: ConfigSources): Config {
  const fromEnv = environmentOf(env);
  const dataPath = resolve(cwd, String(flags.data ?? fromEnv.data ?? 'data'));
  const path = file === null ? join(dataPath, 'config.json') : resolve(cwd, file);
  const fromFile = readConfigFile(path, file !== null);
  const problems: string[] = [];
  const sources = [
    [path, fromFile.values],
    ['the environment', fromEnv],
    ['the command line', flags],
  ] as const;
  for (const [source, values] of sources) {
    for (const problem of problemsOf(values))
      problems.push(`${nameIn(source, problem)} (${source}): ${problem.message}`);
  }
  if (problems.length > 0) {
    throw new AppError('INVALID_INPUT', problems.join('\n'), { details: { errors: problems } });
  }
  const merged = { ...defaults(dataPath), ...fromFile.values, ...fromEnv, ...flags } as Static<typeof Config>;
  const config = {
    ...merged,
    data: resolve(cwd, merged.data),
    roots: merged.roots.map((root) => resolve(cwd, root)),
    tlsCert: absolute(cwd, merged.tlsCert),
    tlsKey: absolute(cwd, merged.tlsKey),
    backupRoots: merged.backupRoots.map((root) => resolve(cwd, root)),
    configFile: fromFile.isThere ? path : null,
  };
  requireSense(config);
  openIdOf(config);
  return config;
}

function defaults(dataPath: string): Static<typeof Config> {
  return {
    host: '127.0.0.1',
    port: 8080,
    data: dataPath,
    roots: [join(dataPath, 'library')],
    auth: 'users',
    insistOnNoAuth: false,
    trustProxy: null,
    publicUrl: null,
    oidcIssuer: null,
    oidcClientId: null,
    oidcClientSecret: null,
    oidcName: 'OpenID',
    oidcScope: 'openid profile email',
    oidcRoleClaim: 'groups',
    oidcRoles: null,
    tlsCert: null,
    tlsKey: null,
    requestsPerMinute: 1200,
    backupRoots: [],
    backupPassphrase: null,
    log: 'stdout',
    logLevel: null,
    sampleDisc: true,
  };
}

function requireSense(config: Config): void {
  const { host, auth, insistOnNoAuth, tlsCert, tlsKey, data, roots } = config;
  const swallowing = roots.find(
    (root) => data === root || data.startsWith(root.endsWith(sep) ? root : `${root}${sep}`),
  );
  if (swallowing !== undefined) {
    throw new AppError(
      'INVALID_INPUT',
      `roots: ${swallowing} must not be, or hold the data folder (${data}): everybody who may read images could read its keys.`,
      { details: { field: 'roots' } },
    );
  }
  if (auth === 'none' && !isLoopback(host) && !insistOnNoAuth) {
    throw new AppError(
      'INVALID_INPUT',
      `host: on ${host} everybody in the network could read, delete and eject without logging in. Listen on 127.0.0.1, or say --insist-on-no-auth if that is what you want.`,
      { details: { field: 'host' } },
    );
  }
  if ((tlsCert === null) !== (tlsKey === null)) {
    const field = tlsCert === null ? 'tlsCert' : 'tlsKey';
    throw new AppError('INVALID_INPUT', `${field}: a certificate and its key belong together; give both.`, {
      details: { field },
    });
  }
}

/** `DISK2ISO_PORT` and its like. */
function environmentOf(env: ConfigSources['env']): Record<string, unknown> {
  const values: Record<string, unknown> = {};
  for (const [field, schema] of Object.entries(Config.properties)) {
    const given = env[variableOf(field)];
    if (given === undefined || given === '') continue;
    values[field] = ['roots', 'backupRoots'].includes(field)
      ? given.split(':')
      : Value.Convert(schema, given);
  }
  return values;
}

function variableOf(field: string): string {
  return `DISK2ISO_${field.replaceAll(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase()}`;
}

/** What a field is called where it was given. */
function nameIn(source: string, { field }: FieldProblem): string {
  if (source === 'the environment') return variableOf(field);
  if (source === 'the command line')
    return `--${field.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
  return field;
}

function problemsOf(values: Readonly<Record<string, unknown>>): readonly FieldProblem[] {
  const partial = Type.Partial(Config, { additionalProperties: false });
  return Value.Check(partial, values) ? [] : fieldProblems(partial, values);
}

function readConfigFile(
  path: string,
  isWanted: boolean,
): { readonly isThere: boolean; readonly values: Record<string, unknown> } {
  let content: string;
  try {
    content = readFileSync(path, 'utf8');
  } catch (cause) {
    const isAbsent = cause instanceof Error && 'code' in cause && cause.code === 'ENOENT';
    if (isAbsent && !isWanted) return { isThere: false, values: {} };
    throw new AppError('INVALID_INPUT', `config: the file ${path} cannot be read.`, {
      cause,
      details: { path },
    });
  }
  try {
    const value: unknown = JSON.parse(content);
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
      return { isThere: true, values: { ...value } };
    }
  } catch (cause) {
    if (!(cause instanceof SyntaxError)) throw cause;
  }
  throw new AppError('INVALID_INPUT', `config: the file ${path} is not a JSON object.`, {
    details: { path },
  });
}

function absolute(cwd: string, path: string | null): string | null {
  return path === null || isAbsolute(path) ? path : resolve(cwd, path);
}
