import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ErrorCode, errorCatalogue } from '../../src/model/index.ts';
import { ServerLab } from '../support/server-lab.ts';

let lab: ServerLab;
beforeAll(async () => {
  lab = await ServerLab.open({ requestsPerMinute: 2000 });
  await lab.addDrive('a', { sectors: 300 });
});
afterAll(() => lab.remove());

const nobody = '00000000-0000-4000-8000-000000000000';
const codeOf = async (answer: ReturnType<ServerLab['get']>) => (await answer).json?.code;
const jobCode = async (wish: object, device = 'a') => {
  const { uuid } = await lab.order(device, wish);
  return (await lab.untilJob(uuid, 'failed')).errorCode;
};
/** An image whose files a test may spoil. */
const image = async () => {
  const { isoId, imagePath } = await lab.untilJob((await lab.order('a')).uuid, 'completed');
  return { id: isoId, path: imagePath ?? '' };
};

/** Each code that people meet over HTTP, in an answer or as the reason of a job, and a way to it. */
const provoked: Partial<Record<ErrorCode, () => Promise<unknown>>> = {
  INVALID_INPUT: () => codeOf(lab.get('/api/jobs?limit=0')),
  BAD_REQUEST: () => codeOf(lab.call('POST', '/api/jobs', '{', { 'content-type': 'application/json' })),
  BODY_TOO_LARGE: () => codeOf(lab.post('/api/jobs', { device: 'x'.repeat(300_000) })),
  MEDIA_TYPE_REFUSED: () => codeOf(lab.call('POST', '/api/jobs', 'a=b', { 'content-type': 'text/csv' })),
  ROUTE_NOT_FOUND: () => codeOf(lab.get('/api/nothing')),
  ORIGIN_REFUSED: () => codeOf(lab.call('POST', '/api/jobs', {}, { origin: 'https://evil.example' })),
  NOT_FOUND: () => codeOf(lab.call('DELETE', '/api/downloads/none')),
  DAT_INVALID: () => codeOf(lab.call('POST', '/api/dats', '<a>', { 'content-type': 'text/xml' })),
  DAT_NOT_FOUND: () => codeOf(lab.call('DELETE', '/api/dats/999')),
  JOB_NOT_FOUND: () => codeOf(lab.get(`/api/jobs/${nobody}`)),
  ISO_NOT_FOUND: () => codeOf(lab.get('/api/isos/999')),
  ISO_FILE_NOT_FOUND: async () => {
    const { id, path } = await image();
    await rm(path);
    return codeOf(lab.get(`/api/isos/${id}/download`));
  },
  ISO_STATE: async () => codeOf(lab.post(`/api/isos/${(await image()).id}/restore`)),
  NAME_TAKEN: async () => {
    const { id, path } = await image();
    await lab.call('DELETE', `/api/isos/${id}`);
    await writeFile(path, 'another');
    return codeOf(lab.post(`/api/isos/${id}/restore`));
  },
  FILE_READ_FAILED: async () => {
    const { id } = await image();
    await lab.call('DELETE', `/api/isos/${id}`);
    const { filePath } = (await lab.get(`/api/isos/${id}`)).json;
    await rm(join(dirname(filePath), 'trash.json'));
    return codeOf(lab.post(`/api/isos/${id}/restore`));
  },
  RANGE_REFUSED: async () =>
    codeOf(lab.get(`/api/isos/${(await image()).id}/download`, { range: 'bytes=99999999-' })),
  PATH_NOT_ALLOWED: () => codeOf(lab.get('/api/system/folders?path=/etc')),
  OUTPUT_NOT_WRITABLE: async () => {
    await writeFile(join(lab.folder, 'library/file'), '');
    return codeOf(lab.post('/api/jobs', { device: 'a', outputPath: join(lab.folder, 'library/file/below') }));
  },
  DRIVE_MISSING: () => codeOf(lab.get('/api/disks/sr99')),
  NO_DISC: async () => {
    await lab.post('/api/image-drives', { id: 'empty' });
    return codeOf(lab.post('/api/disks/empty/identify'));
  },
  DRIVE_BUSY: async () => {
    await lab.addDrive('busy', { sectors: 2000, rateKBps: 200, seed: 5 });
    const { uuid } = await lab.order('busy');
    await lab.untilJob(uuid, 'running');
    return codeOf(lab.post('/api/disks/busy/eject', {}));
  },
  JOB_STATE: async () => {
    const { uuid } = await lab.untilJob((await lab.order('a')).uuid, 'completed');
    return codeOf(lab.post(`/api/jobs/${uuid}/pause`));
  },
  UNSUPPORTED_DISC: () => jobCode({ kind: 'blank' }),
  READ_ERROR: async () => {
    await lab.addDrive('bad', { sectors: 400, badSectors: [{ firstLba: 50, lastLba: 50 }], seed: 6 });
    return jobCode({ onReadError: 'fail' }, 'bad');
  },
  VERIFY_FAILED: async () => {
    const { id, path } = await image();
    const bytes = await readFile(path);
    bytes[9] = (bytes[9] ?? 0) ^ 1;
    await writeFile(path, bytes);
    const { uuid } = (await lab.post(`/api/isos/${id}/verify`)).json;
    return (await lab.untilJob(uuid, 'failed')).errorCode;
  },
  DOWNLOAD_LIMIT: async () => {
    const { id } = await image();
    await lab.call('PUT', '/api/system/config', { downloads: { maxConcurrent: 1, rateKBps: 100 } });
    const stop = new AbortController();
    const first = await fetch(`${lab.url}/api/isos/${id}/download`, { signal: stop.signal });
    const code = await codeOf(lab.get(`/api/isos/${id}/download`));
    stop.abort();
    expect(first.status).toBe(200);
    await lab.call('PUT', '/api/system/config', { downloads: { maxConcurrent: 8, rateKBps: null } });
    return code;
  },
  DATABASE_BUSY: async () => {
    const database = new DatabaseSync(join(lab.config.data, 'disk2iso.db'));
    database.exec('BEGIN IMMEDIATE');
    const { json: drive } = await lab.get('/api/disks/a');
    const code = await codeOf(lab.call('PUT', '/api/disks/a/profile', drive.profile));
    database.exec('ROLLBACK');
    database.close();
    return code;
  },
  SESSION_REQUIRED: () => codeOf(lab.get('/api/auth/sessions')),
  ACCOUNT_NOT_FOUND: () => codeOf(lab.call('DELETE', '/api/keys/999')),
  NOTIFICATION_NOT_FOUND: () => codeOf(lab.call('DELETE', '/api/notifications/channels/999')),
  TARGET_NOT_FOUND: () => codeOf(lab.call('DELETE', '/api/targets/999')),
  TARGET_UNREACHABLE: () => {
    const setup = { kind: 'folder', path: join(lab.folder, 'library', 'nowhere') };
    return codeOf(lab.post('/api/targets', { name: 'attic', after: 'never', keepLocal: true, setup }));
  },
  ACCOUNT_EXISTS: async () => {
    const user = { name: 'ada', role: 'admin', password: 'correct horse' };
    await lab.post('/api/users', user);
    return codeOf(lab.post('/api/users', user));
  },
  RATE_LIMITED: async () => {
    // Until it comes: on a slow machine a minute may pass before there were enough of them in one.
    for (let round = 0; round < 30; round += 1) {
      const answers = await Promise.all(Array.from({ length: 500 }, () => fetch(`${lab.url}/healthz`)));
      const limited = answers.find(({ status }) => status === 429);
      if (limited !== undefined) return ((await limited.json()) as { code?: string }).code;
    }
    return undefined;
  },
};

/** Codes that no call can bring about here, and where they are proved instead. */
const elsewhere: Partial<Record<ErrorCode, string>> = {
  PERMISSION_DENIED: 'needs a file that root may not read; src/engine (sidecars, sector sources)',
  DRIVE_HUNG: 'needs a drive that hangs in the kernel; src/engine/drive, test/fakes',
  DRIVE_COMMAND_FAILED: 'needs a real tray that refuses; src/engine/drive/linux-drive.test.ts',
  WRONG_DISC: 'a job waits (disc_missing) instead of failing; test/jobs/life.test.ts',
  IMAGE_UNSUITABLE: 'needs images read before; test/jobs/rescue.test.ts',
  FOLDER_CHANGED: 'needs a folder that changes meanwhile; test/engine/build.test.ts',
  JOB_MISMATCH: 'the state table refuses such changes first; test/engine/rip.test.ts',
  WORK_FOLDER_BUSY: 'the job is put off instead; test/jobs/life.test.ts',
  WORK_FOLDER_DAMAGED: 'needs a spoiled working folder; src/engine/rip/job/work-folder.test.ts',
  NO_SPACE: 'a job waits (no_space) instead of failing; test/chaos',
  TOOL_MISSING: 'needs a machine without ddrescue; test/cli/other-commands.test.ts',
  TOOL_FAILED: 'a job goes on instead of failing; test/chaos',
  RUNNER_LOST: 'needs six lost workers in a row; src/jobs/settle.test.ts',
  FORBIDDEN: 'needs somebody who is no administrator; test/http/sessions.test.ts',
  NOT_LOGGED_IN: 'needs log-in; test/http/sessions.test.ts',
  LOGIN_REFUSED: 'needs log-in; test/http/sessions.test.ts',
  SECOND_FACTOR_REQUIRED: 'needs log-in; test/http/second-factor.test.ts',
  OPENID_FAILED: 'needs a provider; test/http/open-id.test.ts',
  KEY_FILE_WRONG: 'needs another key file; test/http/second-factor.test.ts',
  DATABASE_FAILED: 'needs a damaged database; src/store/store.test.ts',
  DATABASE_TOO_NEW: 'ends the start; src/store/store.test.ts',
  DATA_FOLDER_BUSY: 'ends the start; test/app/serve.test.ts',
  PORT_TAKEN: 'ends the start; test/app/serve.test.ts',
  BACKUP_INVALID: 'is refused by the command line; test/app/backup.test.ts',
  RESTORE_UNFINISHED: 'ends the start; test/app/backup.test.ts',
  ZSTD_UNUSABLE: 'needs a spoiled image; src/engine/zstd/zstd.test.ts',
  TARGET_REFUSED: 'needs a receiver; test/targets/s3.test.ts',
  TARGET_IN_USE: 'needs an image that lies only there; test/targets/drop.test.ts',
  INTERNAL: 'is a defect of ours; test/http/access.test.ts',
};

describe('error codes', () => {
  it.each(Object.entries(provoked))('%s can be met over HTTP', async (code, provoke) => {
    await mkdir(join(lab.folder, 'library'), { recursive: true });
    expect(await provoke()).toBe(code);
  });

  it('are all accounted for, once', () => {
    const all = Object.keys(errorCatalogue).sort();
    expect([...Object.keys(provoked), ...Object.keys(elsewhere)].sort()).toEqual(all);
  });

  it('that are proved elsewhere are proved there', async () => {
    const root = fileURLToPath(new URL('../..', import.meta.url));
    for (const [code, reason] of Object.entries(elsewhere)) {
      for (const [path] of reason.matchAll(/(?:src|test)\/[\w./-]*\.test\.ts/g)) {
        expect(await readFile(join(root, path), 'utf8'), `${code} in ${path}`).toMatch(
          new RegExp(`${code}|${aliasOf[code] ?? code}`),
        );
      }
    }
  });
});

/** What a test may look at instead of the code itself. */
const aliasOf: Record<string, string> = {
  WRONG_DISC: 'waits for its own disc',
  WORK_FOLDER_BUSY: 'leaves a drive alone',
  TOOL_MISSING: 'find a program missing',
  DATA_FOLDER_BUSY: 'is used by the server at',
  PORT_TAKEN: 'is taken by',
};
