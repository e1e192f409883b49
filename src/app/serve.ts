import { readFileSync } from 'node:fs';
import { mkdir, readFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Auth, openSecretBox, type PasswordHasher } from '#auth/index.ts';
import { Backups, backupBeforeMigration } from '#backup/index.ts';
import { Drives } from '#drives/index.ts';
import { writingError } from '#engine/index.ts';
import { buildHttp, noneAccess, userAccess } from '#http/index.ts';
import { JobRoom } from '#jobs/index.ts';
import { Library } from '#library/index.ts';
import { AppError, isAppError, type Settings } from '#model/index.ts';
import { Notify } from '#notify/index.ts';
import { createRunnerHost } from '#runner/index.ts';
import { keepTrying, openStore, type Store } from '#store/index.ts';
import {
  createLog,
  defaultSettings,
  ErrorReports,
  type Log,
  pinoLevel,
  SystemRoom,
  sentryPlaceOf,
} from '#system/index.ts';
import { Targets } from '#targets/index.ts';
import { backupSourceOf } from './backup-source.ts';
import type { Config } from './config.ts';
import { openDataFolder } from './data-folder.ts';
import { isLoopback } from './loopback.ts';
import { liveSourceOf, missedBackup, tellOfDrives, tellOfSpace } from './notify-sources.ts';
import { openIdOf } from './open-id-config.ts';
import { portHolder } from './port-holder.ts';
import { offerSampleDisc } from './sample-disc.ts';
import { serviceManagerOf } from './sd-notify.ts';

/** A server that listens. */
export type RunningServer = {
  /** Where a person opens it. */
  readonly url: string;
  /** Where the first administrator is made, once; `null` if somebody can log in already, or nobody is asked to. */
  readonly setupUrl: string | null;
  /** Ends it with everything kept, within ten seconds. Idempotent. */
  stop(): Promise<void>;
};

/** What a server is given instead of what it would make itself. */
export type StartParts = { readonly hasher?: PasswordHasher };

/** Where errors of the log go to besides; the settings are not known yet when it begins. */
type ErrorTelling = { report: (error: unknown) => void };

/** Longest time that stopping may take; what is not finished by then ends by itself and goes on at the next start. */
const stopLimitMs = 9000;
const webRoot = fileURLToPath(new URL('../../web/dist', import.meta.url));

/**
 * Starts everything, in the order in which it depends on one another. Errors besides those of the rooms: `PORT_TAKEN`,
 * `DATA_FOLDER_BUSY`, `OUTPUT_NOT_WRITABLE`, `INVALID_INPUT`.
 */
export async function startServer(
  config: Config,
  version: string,
  parts: StartParts = {},
): Promise<RunningServer> {
  const folder = await openDataFolder(config.data);
  try {
    return await startIn(folder, { config, version, parts });
  } catch (error) {
    await folder.release();
    throw error;
  }
}

async function startIn(
  folder: Awaited<ReturnType<typeof openDataFolder>>,
  { config, version, parts }: { config: Config; version: string; parts: StartParts },
): Promise<RunningServer> {
  const toldErrors: ErrorTelling = { report: () => undefined };
  const log = createLog({
    onError: (error) => toldErrors.report(error),
    level: config.logLevel ?? 'info',
    folder: config.log === 'file' ? join(config.data, 'logs') : null,
  });
  const made = await backupBeforeMigration(backupSourceOf(config, version), config.backupPassphrase);
  if (made !== null) log.info({ path: made }, 'backed up before the database is brought up to date');
  const store = openStore(join(config.data, 'disk2iso.db'));
  const onError = (error: unknown) => tellError(error, log, store);
  const rooms = createRooms({ config, store, log, version, onError, parts });
  const { system, library, jobRoom, auth, backups, notify, drives } = rooms;
  const reports = new ErrorReports({ version, dsn: () => system.settings.current().logging.sentryDsn });
  toldErrors.report = (error) => reports.report(error);
  const manager = serviceManagerOf(process.env);

  const endings = [tellOfDrives(notify, drives), tellOfSpace(notify, system, onError)];
  const stop = once(async () => {
    manager.stopping();
    await http.close();
    auth.stop();
    for (const end of endings) end();
    await jobRoom.stop();
    await notify.stop();
    await library.stop();
    await backups.stop();
    await system.stop();
    await reports.stop();
    manager.stop();
    store.close();
    await folder.release();
    log.info('stopped');
    log.flush();
  });
  const http = await buildHttp({
    rooms,
    access: config.auth === 'none' ? noneAccess : userAccess(auth),
    log,
    version,
    hosts:
      config.auth === 'users' || config.insistOnNoAuth
        ? null
        : ['localhost', '127.0.0.1', '::1', config.host],
    requestsPerMinute: config.requestsPerMinute,
    trustProxy: proxyOf(config.trustProxy),
    tls: await tlsOf(config),
    publicUrl: config.publicUrl,
    webRoot,
  });
  try {
    await makeOutput(system.settings.current().general.outputPath, (message) => warnAll(message, log, store));
    system.start();
    backups.start();
    auth.start();
    notify.start(liveSourceOf(rooms));
    await library.start();
    await jobRoom.start();
    if (config.sampleDisc) {
      const warn = (message: string) => log.warn(message);
      await offerSampleDisc(rooms, { dataPath: config.data, now: new Date(), warn });
    }
    await listen(http, config);
  } catch (error) {
    await stop();
    throw error;
  }
  const [address] = http.addresses();
  const url = urlOf(config, typeof address === 'object' ? address.port : config.port);
  await folder.announce(url);
  log.info({ url, version }, 'listening');
  manager.ready();
  manager.startWatchdog();
  const setupToken = config.auth === 'users' ? auth.setup.renew() : null;
  // Where a person opens it: behind a proxy, or in a container, nobody reaches the address that the server itself knows.
  const home = config.publicUrl === null ? url : new URL('/', config.publicUrl).href;
  const setupUrl = setupToken === null ? null : `${home}setup#${setupToken}`;
  return { url, setupUrl, stop: () => within(stop(), stopLimitMs) };
}

/** Puts the rooms together, each with what the settings say of it, now and whenever they change. */
function createRooms({
  config,
  store,
  log,
  version,
  onError,
  parts,
}: {
  config: Config;
  store: Store;
  log: Log;
  version: string;
  onError: (error: unknown) => void;
  parts: StartParts;
}) {
  const system = new SystemRoom({
    store,
    defaults: defaultSettings(config.roots[0] ?? join(config.data, 'library'), join(config.data, 'temp')),
    roots: config.roots,
    dataPath: config.data,
    version,
    onError,
    onWarning: (message) => log.warn(message),
  });
  const { settings } = system;
  const host = createRunnerHost({
    onError,
    settings: () => {
      const { heartbeatLimitSeconds, niceness } = settings.current().workers;
      return { heartbeatLimitMs: heartbeatLimitSeconds * 1000, niceness };
    },
  });
  const drives = new Drives({
    store,
    host,
    onError,
    bootId: readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim(),
    settings: () => ({ ...settings.current().drives, keepsDiscFacts: settings.current().cache.discFacts }),
  });
  const secrets = openSecretBox(join(config.data, 'secret.key'));
  const notify = new Notify({
    ...{ store, secrets, version, onError },
    baseUrl: config.publicUrl,
    onWarning: (message) => warnAll(message, log, store),
  });
  const library = new Library({
    ...{ store, onError, trashDays: () => settings.current().retention.trashDays },
    lookMinutes: () => settings.current().library.lookMinutes,
    retention: () => settings.current().imageRetention,
    onWarning: (message) => warnAll(message, log, store),
  });
  const targets = new Targets({
    ...{ store, secrets },
    resolveFolder: (path, field) => system.resolve(path, field),
  });
  const jobRoom = new JobRoom({
    targets,
    witness: (before, after) => notify.jobChanges(before, after),
    store,
    drives,
    library,
    host,
    onError,
    tempPath: settings.current().general.tempPath,
    settings: () => jobSettingsOf(settings.current()),
    resolveFolder: (path, field = 'outputPath') =>
      field === 'outputPath' ? system.resolveOutput(path, field) : system.resolve(path, field),
  });
  settings.addCheck((next) => jobRoom.checkTemp(next.general.tempPath));
  settings.addCheck(async ({ logging: { sentryDsn } }) => {
    if (sentryDsn === null || sentryPlaceOf(sentryDsn) !== null) return [];
    return [{ field: 'logging.sentryDsn', message: 'is no DSN: https://key@host/number.' }];
  });
  const apply = (now: Settings) => {
    log.level = pinoLevel(config.logLevel ?? now.logging.level);
    jobRoom.moveTemp(now.general.tempPath);
    jobRoom.applySettings();
    drives.applySettings().catch(onError);
  };
  settings.listen(apply);
  log.level = pinoLevel(config.logLevel ?? settings.current().logging.level);
  const auth = new Auth({
    store,
    secrets,
    openId: openIdOf(config),
    ...parts,
    auditDays: () => settings.current().retention.auditDays,
    onError,
  });
  const backups = new Backups({
    source: backupSourceOf(config, version),
    settings: () => settings.current().backup,
    backupRoots: config.backupRoots,
    imageRoots: config.roots,
    passphrase: config.backupPassphrase,
    onError,
    onInfo: (message) => log.info(message),
    onMissed: (error, path) => notify.tell(missedBackup(error, path, new Date())),
  });
  settings.addCheck((next, _now, isTrial) => backups.checkFolder(next.backup.folder, isTrial));
  return { store, system, drives, library, jobRoom, auth, backups, notify, targets };
}

function jobSettingsOf({ general, workers, retention, library }: Settings) {
  return {
    outputPath: general.outputPath,
    maxConcurrentJobs: general.maxConcurrentJobs,
    mapIntervalSeconds: workers.mapIntervalSeconds,
    jobRetentionDays: retention.jobDays,
    logRetentionDays: retention.logDays,
    verifySchedule: library.verifyBySchedule
      ? {
          everyDays: library.verifyEveryDays,
          dailyBytes: library.verifyDailyGB * 1_000_000_000,
          fromHour: library.verifyFromHour,
          toHour: library.verifyToHour,
        }
      : null,
    driveRetentionDays: retention.driveDays,
  };
}

/** The folder for images may be on a disk that is mounted later: jobs wait for it, and so does everything else. */
async function makeOutput(path: string, onWarning: (message: string) => void): Promise<void> {
  try {
    await mkdir(path, { recursive: true });
  } catch (error) {
    const { message } = writingError(error, { field: 'general.outputPath', path });
    onWarning(`The folder for images is not there and cannot be made: ${message} Jobs wait until it is.`);
  }
}

/** For the log, and for people who look into the one of the database. */
function tellError(error: unknown, log: Log, store: Store): void {
  log.error({ err: error }, 'something went wrong');
  if (isAppError(error, 'DATABASE_BUSY') || isAppError(error, 'DATABASE_FAILED')) return;
  const message = error instanceof Error ? error.message : String(error);
  try {
    store.logs.add({ jobUuid: null, level: 'error', message, details: null, at: new Date().toISOString() });
  } catch (cause) {
    log.error({ err: cause }, 'the log of the database cannot be written');
  }
}

/** For the log, and for people who look into the one of the database. */
function warnAll(message: string, log: Log, store: Store): void {
  log.warn(message);
  const line = {
    jobUuid: null,
    level: 'warning',
    message,
    details: null,
    at: new Date().toISOString(),
  } as const;
  keepTrying(() => store.logs.add(line)).catch((cause: unknown) => {
    log.error({ err: cause }, 'the log of the database cannot be written');
  });
}

async function listen(http: Awaited<ReturnType<typeof buildHttp>>, { host, port }: Config): Promise<void> {
  try {
    await http.listen({ host, port });
  } catch (cause) {
    const code = cause instanceof Error && 'code' in cause ? cause.code : null;
    if (code === 'EADDRINUSE') {
      const holder = (await portHolder(port)) ?? 'another program';
      throw new AppError('PORT_TAKEN', `port: ${port} is taken by ${holder}.`, {
        cause,
        details: { field: 'port', port },
      });
    }
    const why = code === 'EACCES' ? 'ports below 1024 need root' : String(code);
    const message = `host: it is not possible to listen on ${host}, port ${port} (${why}).`;
    throw new AppError('INVALID_INPUT', message, { cause, details: { field: 'host' } });
  }
}

async function tlsOf({ tlsCert, tlsKey }: Config): Promise<{ cert: Buffer; key: Buffer } | null> {
  if (tlsCert === null || tlsKey === null) return null;
  const read = (field: string, path: string) =>
    readFile(path).catch((cause: unknown) => {
      const message = `${field}: the file ${path} cannot be read.`;
      throw new AppError('INVALID_INPUT', message, { cause, details: { field, path } });
    });
  return { cert: await read('tlsCert', tlsCert), key: await read('tlsKey', tlsKey) };
}

function proxyOf(trustProxy: string | null): boolean | string {
  return trustProxy === null ? false : trustProxy === 'true' ? true : trustProxy;
}

function urlOf({ host, tlsCert }: Config, port: number): string {
  const isAny = host === '0.0.0.0' || host === '::';
  const name = isLoopback(host) ? 'localhost' : isAny ? hostname() : host.includes(':') ? `[${host}]` : host;
  return `${tlsCert === null ? 'http' : 'https'}://${name}:${port}/`;
}

function once(work: () => Promise<void>): () => Promise<void> {
  let running: Promise<void> | null = null;
  return () => {
    running ??= work();
    return running;
  };
}

async function within(work: Promise<void>, limitMs: number): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, limitMs);
  });
  await Promise.race([work, limit]);
  clearTimeout(timer);
}
