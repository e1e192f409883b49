import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  type CompletedRip,
  ImageDrive,
  type RipEvent,
  type RipResult,
  rip,
  ripDefaults,
  type SeedContext,
  seedRescue,
} from '../../src/engine/index.ts';
import { defaultReadOptions, type SectorRange } from '../../src/model/index.ts';
import { Random } from '../support/random.ts';

const sectorCount = 2000;
const damage = [
  { firstLba: 700, lastLba: 740 },
  { firstLba: 1500, lastLba: 1503 },
];
let folder = '';
let disc = '';
let bytes: Buffer = Buffer.alloc(0);

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'disk2iso-seed-'));
  disc = join(folder, 'disc.img');
  bytes = new Random(3).bytes(sectorCount * 2048);
  await writeFile(disc, bytes);
});
afterEach(() => rm(folder, { recursive: true, force: true }));

type Setting = { badSectors?: readonly SectorRange[]; image?: string; work?: string; id?: string };

async function read(setting: Setting = {}): Promise<{ result: RipResult; events: RipEvent[] }> {
  const { badSectors = [], image = disc, work = 'work', id = 'slot' } = setting;
  const drive = new ImageDrive(id, { badSectors, rateKBps: null });
  await drive.insert(image);
  const events: RipEvent[] = [];
  const result = await rip(
    {
      ...ripDefaults,
      drive,
      mode: 'rescue',
      options: { ...defaultReadOptions, retries: 1 },
      // Random bytes: nobody could tell what they are.
      kind: 'data',
      outputFolder: join(folder, 'library'),
      baseName: 'name',
      workFolder: join(folder, work),
      mapIntervalSeconds: 1,
    },
    { signal: new AbortController().signal, onEvent: (event) => void events.push(event) },
  );
  return { result, events };
}

function completed({ result }: { result: RipResult }): CompletedRip {
  if (result.status !== 'completed') throw new Error(`not completed but ${result.reason}: ${result.message}`);
  return result;
}

function seed(imagePath: string, context: Partial<SeedContext> = {}): Promise<void> {
  return seedRescue(
    { imagePath, workFolder: join(folder, 'again') },
    { signal: new AbortController().signal, onProgress: () => undefined, onLog: () => undefined, ...context },
  );
}

describe('seedRescue', () => {
  it('lets a cleaned disc give what is missing, and reads nothing else', async () => {
    const first = completed(await read({ badSectors: damage }));
    const before = await readFile(first.imagePath);

    await seed(first.imagePath);
    const again = await read({ work: 'again', id: 'other' });
    const second = completed(again);

    expect(await readFile(second.imagePath)).toEqual(bytes);
    expect(second.imagePath).toBe(join(folder, 'library', 'name_1.iso'));
    expect(second.provenance).toMatchObject({
      isComplete: true,
      badBytes: 0,
      mode: 'rescue',
      origin: {
        type: 'rescue',
        missingSectors: 45,
        from: { jobId: first.provenance.jobId, fileName: 'name.iso', badBytes: 45 * 2048 },
      },
      drives: [{ id: 'slot' }, { id: 'other' }],
    });
    expect(second.provenance.jobId).not.toBe(first.provenance.jobId);
    const [started] = again.events.filter((event) => event.type === 'started');
    expect(started).toMatchObject({ isResumed: true, rescuedBytes: (sectorCount - 45) * 2048 });
    expect(await readFile(first.imagePath)).toEqual(before);
    expect((await readdir(join(folder, 'library'))).sort()).toEqual([
      ...['name.iso', 'name.json', 'name.map', 'name.md5', 'name.sha256'],
      ...['name_1.iso', 'name_1.json', 'name_1.md5', 'name_1.sha256'],
    ]);
  });

  it('keeps what the disc had given when it gives no more now', async () => {
    const first = completed(await read({ badSectors: damage }));
    await seed(first.imagePath);
    // Worse than before elsewhere: nothing of that is read again.
    const badSectors = [{ firstLba: 100, lastLba: 300 }, ...damage.slice(1)];
    const second = completed(await read({ work: 'again', badSectors }));
    expect(second.provenance).toMatchObject({ isComplete: false, badSectors: damage.slice(1) });
    const expected = Buffer.from(bytes).fill(0, 1500 * 2048, 1504 * 2048);
    expect(await readFile(second.imagePath)).toEqual(expected);
    // And on from there.
    await rm(join(folder, 'again'), { recursive: true, force: true });
    await seed(second.imagePath);
    expect(await readFile(completed(await read({ work: 'again' })).imagePath)).toEqual(bytes);
  });

  it('refuses another disc, and goes on with the right one', async () => {
    const first = completed(await read({ badSectors: damage }));
    await seed(first.imagePath);
    const other = join(folder, 'other.img');
    await writeFile(other, new Random(4).bytes(sectorCount * 2048));
    await expect(read({ work: 'again', image: other })).rejects.toMatchObject({ code: 'WRONG_DISC' });
    expect(await readFile(completed(await read({ work: 'again' })).imagePath)).toEqual(bytes);
  });

  it('knows a disc whose beginning was unreadable by what was read of it', async () => {
    const first = completed(await read({ badSectors: [{ firstLba: 0, lastLba: 40 }] }));
    expect(first.provenance.disc.fingerprint.headSha256).toBeNull();
    await seed(first.imagePath);
    const other = join(folder, 'other.img');
    await writeFile(other, new Random(4).bytes(sectorCount * 2048));
    await expect(read({ work: 'again', image: other })).rejects.toMatchObject({ code: 'WRONG_DISC' });
    expect(await readFile(completed(await read({ work: 'again' })).imagePath)).toEqual(bytes);
  });

  it('begins anew after it was killed on the way', async () => {
    const first = completed(await read({ badSectors: damage }));
    const abort = new AbortController();
    const onProgress = () => abort.abort();
    await expect(seed(first.imagePath, { signal: abort.signal, onProgress })).rejects.toThrow(/abort/i);
    expect(await readdir(join(folder, 'again'))).toContain('making');
    expect(await readdir(join(folder, 'again'))).not.toContain('job.json');
    // As a kill in the middle of copying leaves it.
    await writeFile(join(folder, 'again', 'image.iso'), 'torn');
    await writeFile(join(folder, 'again', 'image.map'), 'torn');
    await seed(first.imagePath);
    await seed(first.imagePath); // Its work is done.
    expect(await readFile(completed(await read({ work: 'again' })).imagePath)).toEqual(bytes);
  });

  it('refuses in words what cannot be gone on with', async () => {
    const first = completed(await read({ badSectors: damage }));
    const refused = (path: string, message: RegExp) =>
      expect(seed(path)).rejects.toMatchObject({
        code: 'IMAGE_UNSUITABLE',
        message: expect.stringMatching(message),
      });
    const whole = completed(await read({ work: 'another' }));
    await refused(whole.imagePath, /lacks no sector/);

    const image = await readFile(first.imagePath);
    image.writeUInt8(image.readUInt8(5) ^ 1, 5);
    await writeFile(first.imagePath, image);
    await refused(first.imagePath, /another SHA256 sum/);

    const mapPath = join(folder, 'library', 'name.map');
    const map = await readFile(mapPath, 'latin1');
    await writeFile(mapPath, map.replace(/-$/m, '+'));
    await refused(first.imagePath, /does not name the sectors/);
    await rm(mapPath);
    await refused(first.imagePath, /was not kept/);
    await rm(join(folder, 'library', 'name.json'));
    await refused(first.imagePath, /no papers/);
  });

  it('never clears a folder that holds what was read of a disc', async () => {
    const first = completed(await read({ badSectors: damage }));
    const again = join(folder, 'again');
    await seed(first.imagePath);
    await rm(join(again, 'job.json'));
    await expect(seed(first.imagePath)).rejects.toMatchObject({ code: 'WORK_FOLDER_DAMAGED' });
    expect(await readdir(again)).toContain('image.iso');
  });
});
