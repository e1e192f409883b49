import {
  access,
  chown,
  link,
  lstat,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  rename,
  rm,
  symlink,
  truncate,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Value } from 'typebox/value';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Disc, defaultReadOptions, Provenance } from '#model/index.ts';
import provenanceJson from '../../../../test/fixtures/image/provenance.json' with { type: 'json' };
import { exec } from '../../exec/index.ts';
import type { JobState } from './job-state.ts';
import { findWorkFolder, removeIfEmpty, WorkFolder } from './work-folder.ts';

const isRoot = process.geteuid?.() === 0;
const nobody = 65_534;

let folder = '';
let root = '';
let path = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'disk2iso-work-'));
  root = join(folder, '.disk2iso');
  path = join(root, 'work');
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const provenance = Value.Parse(Provenance, provenanceJson);
const disc: Disc = {
  ...provenance.disc,
  fingerprint: { ...provenance.disc.fingerprint, id: 'a'.repeat(64), headSha256: 'b'.repeat(64) },
};
const job: JobState = {
  format: 'disk2iso-job',
  formatVersion: 2,
  jobId: 'job',
  startedAt: '2026-01-01T00:00:00Z',
  mode: 'standard',
  isRescuing: false,
  plan: { type: 'content', hasData: true, audioTracks: [] },
  domain: { kind: 'cap', sizeBytes: 2048 },
  disc,
  options: defaultReadOptions,
  completedPasses: [],
  drives: [],
  tools: [],
  secondRead: null,
  facts: null,
  tags: null,
  tracks: [],
  sessions: [],
  publishing: null,
};
const publishing: JobState['publishing'] = {
  outputFolder: '/out',
  baseName: 'image',
  provenance,
  files: null,
};

/** A working folder with a job begun, let go of again. */
async function leaveJob(state: JobState = job): Promise<void> {
  const work = await WorkFolder.open(path);
  await work.writeState(state);
  await writeFile(work.files.image, 'image');
  await work.release();
}

async function openAndClose(): Promise<void> {
  await (await WorkFolder.open(path)).release();
}

describe('WorkFolder', () => {
  it.each(['image.iso', 'image.map', 'image.map.good'])(
    'begins no new job where a %s without its job.json lies, and leaves it alone',
    async (name) => {
      const work = await WorkFolder.open(path);
      await expect(work.requireUnused()).resolves.toBeUndefined();
      await writeFile(join(path, name), 'precious');
      await expect(work.requireUnused()).rejects.toMatchObject({ code: 'WORK_FOLDER_DAMAGED' });
      await work.release();
      expect(await readFile(join(path, name), 'utf8')).toBe('precious');
    },
  );

  it('is private, and gone after it was removed, if nothing of others came into it', async () => {
    const work = await WorkFolder.open(path);
    expect((await lstat(path)).mode & 0o777).toBe(0o700);
    expect(work.isLocked).toBe(true);
    for (const name of ['job.json', 'image.map', 'image.map.good', leftover])
      await writeFile(join(path, name), '');
    await work.remove();
    await work.release();
    await expect(access(path)).rejects.toMatchObject({ code: 'ENOENT' });
  });

  it('refuses a folder with files of somebody else and no job, and changes nothing there', async () => {
    await mkdir(path, { recursive: true });
    await writeFile(join(path, 'letter.txt'), '');
    await expect(openAndClose()).rejects.toMatchObject({ code: 'WORK_FOLDER_DAMAGED' });
    expect(await readdir(path)).toEqual(['letter.txt']);
  });

  it.each(['.DS_Store', '@eaDir', 'Thumbs.db', '.nfs000000000001', 'letter.txt'])(
    'goes on with its job beside a %s, and leaves that alone when it goes',
    async (name) => {
      await leaveJob();
      await writeFile(join(path, name), 'foreign');
      const work = await WorkFolder.open(path);
      expect(await work.readState()).toEqual(job);
      await work.remove();
      await work.release();
      expect(await readdir(path)).toEqual([name]);
      // What a desktop leaves everywhere is not in the way of the next disc either.
      if (name !== 'letter.txt') await openAndClose();
    },
  );

  const leftover = '.disk2iso-0123456789abcdef.tmp';

  it('clears away what was being written when a process was killed, and nothing else', async () => {
    await leaveJob();
    await writeFile(join(path, leftover), 'half');
    await mkdir(join(path, '.disk2iso-0123456789abcde0.tmp'));
    await writeFile(join(path, '.disk2iso-note'), 'mine');
    await openAndClose();
    expect((await readdir(path)).sort()).toEqual(
      ['.disk2iso-0123456789abcde0.tmp', '.disk2iso-note', 'image.iso', 'job.json', 'lock'].sort(),
    );
  });

  it('goes again if no job was begun in it, and stays if one was', async () => {
    await openAndClose();
    await expect(access(path)).rejects.toMatchObject({ code: 'ENOENT' });
    await leaveJob();
    await openAndClose();
    expect((await readdir(path)).sort()).toEqual(['image.iso', 'job.json', 'lock']);
  });

  it('never removes anything of a process that has the path now', async () => {
    const gone = await WorkFolder.open(path);
    await rename(path, `${path}-moved`);
    const newer = await WorkFolder.open(path);
    await gone.release();
    expect(await readdir(path)).toEqual(['lock']);
    await newer.release();
  });

  it('is made again if another process removes it while it is waited for', async () => {
    const first = await WorkFolder.open(path);
    await first.writeState(job);
    const opening = WorkFolder.open(path);
    await first.remove();
    await removeIfEmpty(root);
    await first.release();
    const second = await opening;
    expect(await second.readState()).toBeNull();
    await second.writeState(job);
    await second.release();
    expect((await readdir(path)).sort()).toEqual(['job.json', 'lock']);
  });

  it('says why it cannot be made', async () => {
    await writeFile(join(folder, 'file'), '');
    await expect(WorkFolder.open(join(folder, 'file', 'work'))).rejects.toMatchObject({
      code: 'OUTPUT_NOT_WRITABLE',
    });
    await expect(WorkFolder.open(join(folder, 'file'))).rejects.toMatchObject({
      code: 'WORK_FOLDER_DAMAGED',
    });
  });
});

describe('a working folder that others laid out', () => {
  const files = ['image.iso', 'image.map', 'image.map.good', 'domain.map', 'job.json', 'lock'];
  const plants: [string, (file: string) => Promise<unknown>][] = [
    ['a symbolic link', (file) => symlink(join(folder, 'victim'), file)],
    ['a hard link', (file) => link(join(folder, 'victim'), file)],
    ['a named pipe', (file) => exec('mkfifo', [file])],
    ['a folder', (file) => mkdir(file)],
  ];
  const cases = files.flatMap((name) => plants.map(([what, plant]) => ({ name, what, plant })));

  it.each(cases)('is refused for $what as $name', async ({ name, plant }) => {
    await leaveJob();
    await writeFile(join(folder, 'victim'), 'precious');
    await rm(join(path, name), { force: true });
    await plant(join(path, name));
    await expect(openAndClose()).rejects.toMatchObject({
      code: 'WORK_FOLDER_DAMAGED',
      message: expect.stringContaining(join(path, name)),
    });
    expect(await readFile(join(folder, 'victim'), 'utf8')).toBe('precious');
  });

  it('is refused for a link as the second read, as itself and as .disk2iso', async () => {
    await leaveJob();
    await symlink(folder, join(path, 'second-read'));
    await expect(openAndClose()).rejects.toMatchObject({ code: 'WORK_FOLDER_DAMAGED' });
    await rm(root, { recursive: true });

    await mkdir(join(folder, 'elsewhere'));
    await mkdir(root);
    await symlink(join(folder, 'elsewhere'), path);
    await expect(openAndClose()).rejects.toMatchObject({ code: 'WORK_FOLDER_DAMAGED' });
    await rm(root, { recursive: true });

    await symlink(join(folder, 'elsewhere'), root);
    await expect(openAndClose()).rejects.toMatchObject({ code: 'WORK_FOLDER_DAMAGED' });
    await expect(findWorkFolder(root, disc.fingerprint)).rejects.toMatchObject({
      code: 'WORK_FOLDER_DAMAGED',
    });
    expect(await readdir(join(folder, 'elsewhere'))).toEqual([]);
  });

  it.runIf(isRoot).each([
    ['image.iso', 'the image'],
    ['job.json', 'the state'],
    ['', 'all of it'],
  ])('is refused if "%s" in it (%s) belongs to somebody else', async (name) => {
    await leaveJob();
    await chown(join(path, name), nobody, nobody);
    await expect(openAndClose()).rejects.toMatchObject({
      code: 'WORK_FOLDER_DAMAGED',
      message: expect.stringContaining(`uid ${nobody}`),
    });
    const own = join(root, disc.fingerprint.id.slice(0, 16));
    expect(await findWorkFolder(root, disc.fingerprint)).toBe(name === 'image.iso' ? path : own);
  });

  it('is no reason to refuse the second name that publishing gives to the image', async () => {
    await leaveJob({ ...job, publishing });
    for (const name of ['staged.iso', 'final.iso']) await link(join(path, 'image.iso'), join(folder, name));
    await openAndClose();
    await leaveJob();
    await expect(openAndClose()).rejects.toMatchObject({ code: 'WORK_FOLDER_DAMAGED' });
  });
});

describe('findWorkFolder', () => {
  it('finds the job of a disc, past folders that are none of ours', async () => {
    const own = join(root, 'a'.repeat(16));
    expect(await findWorkFolder(root, disc.fingerprint)).toBe(own);
    await leaveJob();
    await mkdir(join(root, 'a-pipe'));
    await exec('mkfifo', [join(root, 'a-pipe', 'job.json')]);
    await mkdir(join(root, 'b-huge'));
    await writeFile(join(root, 'b-huge', 'job.json'), '');
    await truncate(join(root, 'b-huge', 'job.json'), 4 * 1024 ** 3);
    await symlink(path, join(root, 'c-link'));
    await writeFile(join(root, 'd-file'), '');
    expect(await findWorkFolder(root, disc.fingerprint)).toBe(path);
  });

  it('says what keeps it from looking', async () => {
    await writeFile(root, '');
    await expect(findWorkFolder(root, disc.fingerprint)).rejects.toMatchObject({
      code: 'WORK_FOLDER_DAMAGED',
    });
  });
});
