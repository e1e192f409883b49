import type { FastifyInstance } from 'fastify';
import { Auth, PasswordHasher, SecretBox } from '../../src/auth/index.ts';
import { Backups } from '../../src/backup/index.ts';
import { buildHttp, userAccess } from '../../src/http/index.ts';
import type { Role } from '../../src/model/index.ts';
import { Notify } from '../../src/notify/index.ts';
import { createLog, defaultSettings, SystemRoom } from '../../src/system/index.ts';
import { JobLab } from './job-lab.ts';

/** Passwords of tests are no secrets: hashing them takes no time. */
const hasher = new PasswordHasher({ memory: 8, passes: 1, parallelism: 1 });
const password = 'correct horse battery';

/** The web server with users, put together by hand: log-ins cost nothing, and every route is known. */
export class HttpLab {
  readonly routes: { readonly method: string; readonly url: string }[] = [];
  readonly lab: JobLab;
  readonly auth: Auth;
  readonly notify: Notify;
  readonly #app: FastifyInstance;

  private constructor(parts: {
    lab: JobLab;
    auth: Auth;
    notify: Notify;
    app: FastifyInstance;
    routes: HttpLab['routes'];
  }) {
    this.lab = parts.lab;
    this.auth = parts.auth;
    this.notify = parts.notify;
    this.#app = parts.app;
    this.routes = parts.routes;
  }

  static async open(): Promise<HttpLab> {
    const lab = await JobLab.open();
    const onError = (error: unknown) => lab.errors.push(error);
    const secrets = new SecretBox(Buffer.alloc(32, 1));
    const auth = new Auth({
      ...{ store: lab.store, hasher, onError, secrets },
      auditDays: () => null,
    });
    const system = new SystemRoom({
      ...{ store: lab.store, roots: [lab.folder], dataPath: lab.folder, version: 'test', onError },
      defaults: defaultSettings(`${lab.folder}/library`, `${lab.folder}/temp`),
      onWarning: () => undefined,
    });
    const notify = new Notify({
      store: lab.store,
      secrets,
      onError,
      baseUrl: null,
      version: 'test',
      onWarning: () => undefined,
    });
    const routes: HttpLab['routes'] = [];
    const app = await buildHttp({
      rooms: {
        jobRoom: lab.room,
        drives: lab.drives,
        library: lab.library,
        system,
        auth,
        notify,
        targets: lab.targets,
        backups: backupsOf(lab, system),
      },
      access: userAccess(auth),
      log: createLog({ level: 'error', folder: null, destination: { write: () => undefined } }),
      version: 'test',
      hosts: null,
      requestsPerMinute: 1_000_000,
      onRoute: (method, url) => routes.push({ method, url }),
    });
    await app.listen({ port: 0, host: '127.0.0.1' });
    const root = { name: 'root', role: 'admin' } as const;
    for (const role of ['viewer', 'operator', 'admin'] as const) {
      await auth.users.create(root, { name: role, displayName: role, role, password });
    }
    return new HttpLab({ lab, auth, notify, app, routes });
  }

  get url(): string {
    const [address] = this.#app.addresses();
    return `http://127.0.0.1:${typeof address === 'object' ? address.port : 0}`;
  }

  /** Headers of a new session of somebody with a role; none for nobody. */
  async headersOf(role: Role | 'nobody'): Promise<Record<string, string>> {
    if (role === 'nobody') return {};
    const client = { address: '127.0.0.1', agent: 'test' };
    const { token } = await this.auth.sessions.logIn({ name: role, password }, client, null);
    return { cookie: `disk2iso=${token}`, origin: this.url };
  }

  async remove(): Promise<void> {
    await this.#app.close();
    await this.lab.remove();
  }
}

/** Backups of a lab's data folder. */
export function backupsOf({ folder, errors }: JobLab, system: SystemRoom): Backups {
  const source = {
    dataPath: folder,
    configPath: null,
    secretFields: [],
    version: 'test',
    now: () => new Date(),
  };
  return new Backups({
    source,
    settings: () => system.settings.current().backup,
    ...{ backupRoots: [], imageRoots: [], passphrase: null, onInfo: () => undefined },
    onError: (error) => errors.push(error),
  });
}
