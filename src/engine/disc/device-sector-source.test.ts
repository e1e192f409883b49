import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { DeviceSectorSource } from './device-sector-source.ts';
import { UnreadableSectorError } from './sector-source.ts';

const fakes = fileURLToPath(new URL('../../../test/fakes/damaged-drive', import.meta.url));
const recording = fileURLToPath(
  new URL('../../../test/fixtures/recordings/dd.no-medium.txt', import.meta.url),
);
let folder: string;
let device: string;
let log: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'device-source-'));
  device = join(folder, 'sr0');
  const bytes = Buffer.alloc(64 * 2048);
  for (let lba = 0; lba < 64; lba += 1) bytes.fill(lba, lba * 2048, (lba + 1) * 2048);
  await writeFile(device, bytes);
});
afterAll(() => rm(folder, { recursive: true }));
beforeEach(async () => {
  log = join(folder, 'log');
  await writeFile(log, '');
  vi.stubEnv('FAKE_DD_LOG', log);
});
afterEach(() => vi.unstubAllEnvs());

const openPlain = () => new DeviceSectorSource(device, { sectorCount: 64, isDirect: false });

function openFake(options: { signal?: AbortSignal; timeoutMs?: number } = {}): DeviceSectorSource {
  vi.stubEnv('PATH', `${fakes}:${process.env.PATH}`);
  return new DeviceSectorSource(device, { sectorCount: 64, ...options });
}

const calls = async () => (await readFile(log, 'utf8')).split('\n').filter((line) => line !== '');

describe('DeviceSectorSource', () => {
  it('reads sectors with the real dd', async () => {
    const source = openPlain();
    const bytes = await source.read(30, 34);
    expect([bytes.length, bytes[0], bytes.at(-1)]).toEqual([34 * 2048, 30, 63]);
    await source.close();
  });

  it('asks for direct reads of 2048-byte sectors', async () => {
    await openFake().read(7, 2);
    expect(await calls()).toEqual([`if=${device} bs=2048 skip=7 count=2 status=none iflag=direct`]);
  });

  it('reads nothing twice, and only what is missing', async () => {
    const source = openFake();
    await source.read(4, 4);
    expect((await source.read(4, 2))[0]).toBe(4);
    const bytes = await source.read(2, 8);
    expect([0, 2, 6, 7].map((index) => bytes[index * 2048])).toEqual([2, 4, 8, 9]);
    expect((await calls()).map((call) => /skip=\S+ count=\S+/.exec(call)?.[0])).toEqual([
      'skip=4 count=4',
      'skip=2 count=2',
      'skip=8 count=2',
    ]);
  });

  it('tells the sector that failed, keeps those before it and does not try it again', async () => {
    vi.stubEnv('FAKE_DD_BAD_LBA', '20');
    const source = openFake();
    await expect(source.read(16, 16)).rejects.toMatchObject({ name: 'UnreadableSectorError', lba: 20 });
    await expect(source.read(16, 4)).resolves.toHaveLength(4 * 2048);
    await expect(source.read(20, 1)).rejects.toBeInstanceOf(UnreadableSectorError);
    await expect(source.read(21, 1)).resolves.toHaveLength(2048);
    expect(await calls()).toHaveLength(2);
  });

  it('refuses what lies outside or is absurdly large, without starting anything', async () => {
    const source = openFake();
    await expect(source.read(64, 1)).rejects.toBeInstanceOf(UnreadableSectorError);
    const endless = new DeviceSectorSource(device, { sectorCount: null });
    await expect(endless.read(0, 1_000_000)).rejects.toBeInstanceOf(UnreadableSectorError);
    expect(await calls()).toEqual([]);
  });

  it('takes a short answer beyond an unknown end for unreadable', async () => {
    const source = new DeviceSectorSource(device, { sectorCount: null, isDirect: false });
    await expect(source.read(60, 8)).rejects.toMatchObject({ lba: 64 });
  });

  it.each([
    ['NO_DISC', null],
    ['DRIVE_MISSING', "dd: failed to open '/dev/sr0': No such file or directory"],
    ['DRIVE_MISSING', "dd: failed to open '/dev/sr0': No such device or address"],
    ['PERMISSION_DENIED', "dd: failed to open '/dev/sr0': Permission denied"],
    ['TOOL_FAILED', "dd: failed to open '/dev/sr0': Invalid argument"],
  ] as const)('reports %s instead of a bad sector', async (code, words) => {
    vi.stubEnv('FAKE_DD_MESSAGE', words ?? (await readFile(recording, 'latin1')).trim());
    await expect(openFake().read(0, 1)).rejects.toMatchObject({ code });
  });

  it.each(['Input/output error', 'Wrong medium type'])(
    'takes a disc that cannot even be opened (%s) for unreadable',
    async (words) => {
      vi.stubEnv('FAKE_DD_MESSAGE', `dd: failed to open '/dev/sr0': ${words}`);
      await expect(openFake().read(0, 1)).rejects.toBeInstanceOf(UnreadableSectorError);
    },
  );

  it('ends a read that takes too long and calls the sector unreadable', async () => {
    vi.stubEnv('FAKE_DD_HANGS', '1');
    await expect(openFake({ timeoutMs: 300 }).read(5, 1)).rejects.toMatchObject({ lba: 5 });
  });

  it('stops on abort with the reason given', async () => {
    vi.stubEnv('FAKE_DD_HANGS', '1');
    const controller = new AbortController();
    const reading = openFake({ signal: controller.signal }).read(5, 1);
    await vi.waitFor(async () => expect(await calls()).toHaveLength(1), { timeout: 60_000 });
    controller.abort(new Error('enough'));
    await expect(reading).rejects.toThrow('enough');
    await expect(openFake({ signal: controller.signal }).read(6, 1)).rejects.toThrow('enough');
  });
});
