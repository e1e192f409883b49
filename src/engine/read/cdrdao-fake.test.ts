import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const run = promisify(execFile);
const fake = fileURLToPath(new URL('../../../test/fakes/cd-writer/cdrdao', import.meta.url));
const recording = (name: string) =>
  readFile(new URL(`../../../test/fixtures/recordings/cdrdao.${name}`, import.meta.url), 'latin1');

const drive = ['CDEmu CD-ROM', '1.0'];
const isrc = 'USABC1234567';
const performer = 'Lab Artist';
const sound = { number: 1, isData: false, startLba: 0, sectorCount: 2625 };
const discs = {
  audio: {
    drive,
    catalog: '0123456789012',
    title: 'Lab Album',
    performer,
    sessions: [
      {
        tracks: [
          { ...sound, sectorCount: 1500, isrc, title: 'Sine', performer },
          {
            number: 2,
            isData: false,
            startLba: 1500,
            sectorCount: 1125,
            pregap: 150,
            isrc,
            title: 'Pink',
            performer,
          },
        ],
      },
    ],
  },
  mixed: {
    drive,
    sessions: [
      {
        tracks: [
          { number: 1, isData: true, startLba: 0, sectorCount: 10_574 },
          { ...sound, number: 2, startLba: 10_574 },
        ],
      },
    ],
  },
  extra: {
    drive,
    sessions: [
      { tracks: [sound] },
      { tracks: [{ number: 2, isData: true, startLba: 14_025, sectorCount: 10_424 }] },
    ],
  },
};

let root = '';
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'disk2iso-fake-'));
});
afterAll(() => rm(root, { recursive: true, force: true }));

/** Calls the fake, or the real one, in a folder of its own. */
async function call(program: string, disc: object, args: readonly string[]) {
  const folder = await mkdtemp(join(root, 'call-'));
  const path = join(folder, 'disc.json');
  await writeFile(path, JSON.stringify(disc));
  const options = { cwd: folder, env: { ...process.env, FAKE_CDRDAO: path }, encoding: 'latin1' } as const;
  const { stdout, stderr } = await run(program, args, options);
  return { folder, stdout, stderr };
}

const raw = ['--driver', 'generic-mmc:0x20000', '--read-raw'];

describe('the fake cdrdao', () => {
  it.each([
    ['audio', discs.audio, '/dev/sr3', '1'],
    ['mixed', discs.mixed, '/dev/sr4', '1'],
    ['extra-session1', discs.extra, '/dev/sr5', '1'],
    ['extra-session2', discs.extra, '/dev/sr5', '2'],
  ])('says and writes what the real one did with disc %s', async (name, disc, device, session) => {
    const args = [
      'read-cd',
      '--device',
      device,
      ...raw,
      '--session',
      session,
      '--datafile',
      'a.bin',
      'a.toc',
    ];
    const { folder, stderr } = await call(fake, disc, args);
    expect(stderr).toBe(await recording(`${name}.stderr`));
    expect(await readFile(join(folder, 'a.toc'), 'latin1')).toBe(await recording(`${name}.toc`));
  });

  it('writes .toc files that the real one understands, with sub-channels and after read-toc too', async () => {
    const subChannels = ['--read-raw', '--read-subchan', 'rw_raw', '--datafile', 'a.bin', 'a.toc'];
    for (const args of [
      ['read-cd', ...subChannels],
      ['read-toc', '--datafile', 'a.bin', 'a.toc'],
    ]) {
      const { folder } = await call(fake, discs.mixed, args);
      await writeFile(join(folder, 'a_1'), Buffer.alloc(10_424 * 2352));
      if (args[0] === 'read-toc') await writeFile(join(folder, 'a.bin'), Buffer.alloc(2625 * 2352));
      const { stdout } = await run('cdrdao', ['show-toc', 'a.toc'], { cwd: folder });
      expect(stdout).toContain('02:20:74( 10574)');
    }
  });
});
