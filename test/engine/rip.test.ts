import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, readdir, readFile, rm, stat, truncate, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  acquireDriveLock,
  exec,
  ImageDrive,
  type RipEvent,
  type RipRequest,
  type RipResult,
  rip,
  ripDefaults,
} from '../../src/engine/index.ts';
import { parseMapfile } from '../../src/engine/read/index.ts';
import { defaultReadOptions, type SectorRange } from '../../src/model/index.ts';
import { Random } from '../support/random.ts';

const sectorCount = 2000;
let folder = '';
let source = '';
let bytes: Buffer = Buffer.alloc(0);

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'disk2iso-rip-'));
  source = join(folder, 'source.img');
  bytes = new Random(42).bytes(sectorCount * 2048);
  await writeFile(source, bytes);
});
afterEach(() => rm(folder, { recursive: true, force: true }));

type Options = Partial<RipRequest> & {
  badSectors?: readonly SectorRange[];
  rateKBps?: number;
  image?: string;
  signal?: AbortSignal;
  onEvent?: (event: RipEvent, drive: ImageDrive) => void;
};

async function run(options: Options = {}): Promise<{ result: RipResult; events: RipEvent[] }> {
  const { badSectors = [], rateKBps = null, image = source, signal, onEvent, ...request } = options;
  const drive = new ImageDrive('slot', { badSectors, rateKBps });
  await drive.insert(image);
  const events: RipEvent[] = [];
  const result = await rip(
    {
      ...ripDefaults,
      drive,
      options: { ...defaultReadOptions, retries: 1 },
      // Random bytes: nobody could tell what they are.
      kind: 'data',
      outputFolder: join(folder, 'out'),
      baseName: 'image',
      workFolder: join(folder, 'work'),
      mapIntervalSeconds: 1,
      ...request,
    },
    {
      signal: signal ?? new AbortController().signal,
      onEvent: (event) => {
        events.push(event);
        onEvent?.(event, drive);
      },
    },
  );
  return { result, events };
}

function completed(result: RipResult): Extract<RipResult, { status: 'completed' }> {
  if (result.status !== 'completed') throw new Error(`not completed but ${result.reason}: ${result.message}`);
  return result;
}

/** Stops the run at its first map with something rescued; resolves to what it left. */
async function runHalf(options: Options = {}): Promise<RipResult> {
  const abort = new AbortController();
  const { result } = await run({
    rateKBps: 700,
    ...options,
    signal: abort.signal,
    onEvent: (event) => {
      if (event.type === 'map' && event.map.rescuedBytes > 0) abort.abort();
    },
  });
  return result;
}

describe('rip', () => {
  it('makes an exact image with sums that coreutils accept, and leaves no working files', async () => {
    const { result, events } = await run({ workFolder: null });
    const done = completed(result);
    expect(await readFile(done.imagePath)).toEqual(bytes);
    expect(done.provenance).toMatchObject({
      isComplete: true,
      badBytes: 0,
      badSectors: [],
      mode: 'standard',
      domain: 'cap',
    });
    const check = await exec('sha256sum', ['-c', 'image.sha256'], { cwd: join(folder, 'out') });
    expect(check.stdout.toString()).toBe('image.iso: OK\n');
    expect((await readdir(join(folder, 'out'))).sort()).toEqual([
      'image.iso',
      'image.json',
      'image.md5',
      'image.sha256',
    ]);
    expect(events.map((event) => event.type)).toContain('reading-done');
  });

  it('goes over to rescue at a read error, by itself and without reading anything twice', async () => {
    const badSectors = [
      { firstLba: 100, lastLba: 103 },
      { firstLba: 1999, lastLba: 1999 },
    ];
    const { result, events } = await run({ badSectors });
    const { provenance, imagePath } = completed(result);
    expect(provenance).toMatchObject({ isComplete: false, badBytes: 5 * 2048, badSectors, mode: 'rescue' });
    expect(events.find((event) => event.type === 'rescue-begins')).toBeDefined();
    expect((await stat(imagePath)).size).toBe(bytes.length);
    const map = parseMapfile(await readFile(join(folder, 'out', 'image.map'), 'latin1'));
    expect(map?.sectorsIn('-')).toEqual(badSectors);
  });

  it('stops at a read error if asked to, and rescue goes on from there', async () => {
    const badSectors = [{ firstLba: 1500, lastLba: 1501 }];
    const options = { ...defaultReadOptions, onReadError: 'fail' as const };
    await expect(run({ badSectors, options })).rejects.toMatchObject({ code: 'READ_ERROR' });
    const { result, events } = await run({ badSectors, mode: 'rescue' });
    expect(events.find((event) => event.type === 'started')).toMatchObject({ isResumed: true });
    expect(completed(result).provenance.badSectors).toEqual(badSectors);
  });

  it('tells progress that never goes backwards and ends at 1', async () => {
    const { events } = await run({ badSectors: [{ firstLba: 700, lastLba: 709 }], rateKBps: 3000 });
    const progress = events.flatMap((event) => (event.type === 'progress' ? [event.progress] : []));
    for (const [index, now] of progress.entries()) {
      const before = progress[index - 1];
      if (before === undefined) continue;
      expect(now.fraction).toBeGreaterThanOrEqual(before.fraction);
      expect(now.readErrors).toBeGreaterThanOrEqual(before.readErrors);
      if (now.phase === before.phase) expect(now.bytesDone).toBeGreaterThanOrEqual(before.bytesDone);
    }
    expect(progress.at(-1)?.fraction).toBe(1);
  });

  it('pauses on abort and the same request goes on', async () => {
    const paused = await runHalf();
    expect(paused).toMatchObject({ status: 'paused', reason: 'user', sizeBytes: bytes.length });
    const { result, events } = await run();
    const started = events.find((event) => event.type === 'started');
    expect(started).toMatchObject({ isResumed: true });
    expect(started?.type === 'started' && started.rescuedBytes).toBeGreaterThan(0);
    expect(await readFile(completed(result).imagePath)).toEqual(bytes);
  });

  it('finds an unfinished image again by the disc, without being told where', async () => {
    await runHalf({ workFolder: null });
    const { result, events } = await run({ workFolder: null });
    expect(events.find((event) => event.type === 'started')).toMatchObject({ isResumed: true });
    expect(await readFile(completed(result).imagePath)).toEqual(bytes);
  });

  it('refuses another disc, also one that only its data tell apart', async () => {
    await runHalf();
    const other = join(folder, 'other.img');
    await writeFile(other, new Random(7).bytes(bytes.length));
    await expect(run({ image: other })).rejects.toMatchObject({ code: 'WRONG_DISC' });
    // With the first sectors unreadable neither fingerprint says much; the sectors that were read do.
    const badSectors = [{ firstLba: 3, lastLba: 3 }];
    await expect(run({ image: other, badSectors })).rejects.toMatchObject({ code: 'WRONG_DISC' });
    const { result } = await run({ badSectors });
    expect(await readFile(completed(result).imagePath)).toEqual(bytes);
  });

  it('refuses a change of the domain on the way', async () => {
    await runHalf();
    await expect(run({ domain: 'fs' })).rejects.toMatchObject({
      code: 'JOB_MISMATCH',
      details: { field: 'domain' },
    });
  });

  it('refuses a domain that no file system tells', async () => {
    await expect(run({ domain: 'fs' })).rejects.toMatchObject({ code: 'UNSUPPORTED_DISC' });
  });

  it('refuses kinds that cannot be read so, and what nobody can tell, in words', async () => {
    await expect(run({ kind: null })).rejects.toMatchObject({
      code: 'UNSUPPORTED_DISC',
      message: expect.stringContaining('--kind data'),
    });
    for (const kind of ['audio', 'mixed', 'blank', 'video-cd'] as const) {
      await expect(run({ kind, mode: 'rescue' })).rejects.toMatchObject({
        code: 'UNSUPPORTED_DISC',
        details: { kind },
      });
    }
  });

  it('refuses a working folder with foreign files, a torn state and a shortened image', async () => {
    const work = join(folder, 'work');
    await mkdir(work);
    await writeFile(join(work, 'letter.txt'), 'mine');
    await expect(run()).rejects.toMatchObject({ code: 'WORK_FOLDER_DAMAGED' });
    expect(await readFile(join(work, 'letter.txt'), 'utf8')).toBe('mine');
    await rm(work, { recursive: true });

    await runHalf();
    await truncate(join(work, 'image.iso'), 1000);
    await expect(run()).rejects.toMatchObject({ code: 'WORK_FOLDER_DAMAGED' });
    await writeFile(join(work, 'job.json'), '{"format":"disk2iso-job"');
    await expect(run()).rejects.toMatchObject({ code: 'WORK_FOLDER_DAMAGED' });
    await writeFile(join(work, 'job.json'), '{"format":"disk2iso-job"}');
    await expect(run()).rejects.toMatchObject({ code: 'WORK_FOLDER_DAMAGED' });
  });

  it('goes on from the last good map when ddrescue left a torn one', async () => {
    await runHalf();
    const map = join(folder, 'work', 'image.map');
    await writeFile(map, (await readFile(map, 'latin1')).slice(0, 90));
    const { result, events } = await run();
    const started = events.find((event) => event.type === 'started');
    expect(started?.type === 'started' && started.rescuedBytes).toBeGreaterThan(0);
    expect(await readFile(completed(result).imagePath)).toEqual(bytes);
  });

  it('lets only one process at a drive and at a working folder', async () => {
    const driveLock = await acquireDriveLock(source);
    await expect(run()).rejects.toMatchObject({ code: 'DRIVE_BUSY' });
    await driveLock.release();

    await mkdir(join(folder, 'work'));
    await writeFile(join(folder, 'work', 'lock'), '');
    const folderLock = await acquireDriveLock(join(folder, 'work', 'lock'));
    await expect(run()).rejects.toMatchObject({ code: 'WORK_FOLDER_BUSY' });
    await folderLock.release();
  });

  it('pauses when the disc is taken out, counts nothing as bad, and goes on when it is back', async () => {
    const { result } = await run({
      rateKBps: 700,
      onEvent: (event, drive) => {
        if (event.type === 'map' && event.map.rescuedBytes > 0) drive.remove();
      },
    });
    expect(result).toMatchObject({ status: 'paused', reason: 'disc_missing' });
    const map = parseMapfile(await readFile(join(folder, 'work', 'image.map'), 'latin1'));
    expect(map?.bytesIn('-', '*', '/')).toBe(0);
    expect(await readFile(completed((await run()).result).imagePath)).toEqual(bytes);
  });

  it('leaves excluded sectors alone and says so', async () => {
    const excluded = [{ firstLba: 500, lastLba: 599 }];
    const badSectors = [{ firstLba: 595, lastLba: 602 }];
    const { result } = await run({ badSectors, options: { ...defaultReadOptions, retries: 0, excluded } });
    const { provenance, imagePath } = completed(result);
    expect(provenance).toMatchObject({
      isComplete: false,
      excludedSectors: excluded,
      badSectors: [{ firstLba: 600, lastLba: 602 }],
      badBytes: 3 * 2048,
    });
    const image = await readFile(imagePath);
    expect(image.subarray(500 * 2048, 600 * 2048).every((byte) => byte === 0)).toBe(true);
    expect(image.subarray(603 * 2048)).toEqual(bytes.subarray(603 * 2048));
  });

  it('counts an image of which only excluded sectors are missing as incomplete, but not as bad', async () => {
    const excluded = [{ firstLba: 500, lastLba: 599 }];
    const { provenance } = completed((await run({ options: { ...defaultReadOptions, excluded } })).result);
    expect(provenance).toMatchObject({ isComplete: false, badBytes: 0, badSectors: [], mode: 'standard' });
  });

  it('reads everything a second time, names the sectors that differ, and has a third reading decide', async () => {
    const fixed = new Date(1_700_000_000_000);
    await utimes(source, fixed, fixed);
    const changed = Buffer.from(bytes);
    changed.writeUInt32LE(~changed.readUInt32LE(1234 * 2048) >>> 0, 1234 * 2048);
    let isChanged = false;
    const abort = new AbortController();
    const options = { ...defaultReadOptions, verify: true };
    // The bytes of a failing disc change between the two reads: here, while the job is paused before the second.
    const first = await run({
      options,
      signal: abort.signal,
      onEvent: (event) => {
        if (event.type === 'progress' && event.progress.phase === 'rereading') abort.abort();
      },
    });
    expect(first.result).toMatchObject({ status: 'paused', reason: 'user' });
    await writeFile(source, changed);
    await utimes(source, fixed, fixed);
    isChanged = true;
    const { result } = await run({ options });
    expect(isChanged).toBe(true);
    const { provenance, imagePath } = completed(result);
    expect(provenance.secondRead).toEqual({
      comparedBytes: bytes.length,
      isDirect: true,
      disagreeing: [{ firstLba: 1234, lastLba: 1234 }],
      corrected: [{ firstLba: 1234, lastLba: 1234 }],
      unsettled: [],
      unreadable: [],
    });
    // Two of three readings gave these bytes, and the sums are theirs.
    const image = await readFile(imagePath);
    expect(image.equals(changed)).toBe(true);
    expect(provenance.checksums.sha256).toBe(createHash('sha256').update(changed).digest('hex'));
  });

  it('clones a disc that is no CD by its whole capacity, read twice', async () => {
    const { provenance, imagePath } = completed((await run({ mode: 'clone' })).result);
    expect(provenance).toMatchObject({ mode: 'clone', domain: 'cap', isComplete: true, cd: null });
    expect(provenance.secondRead).toMatchObject({ comparedBytes: bytes.length, disagreeing: [] });
    expect((await readFile(imagePath)).equals(bytes)).toBe(true);
    await expect(run({ mode: 'clone', domain: 'fs' })).rejects.toMatchObject({ code: 'INVALID_INPUT' });
  });

  it('confirms a good reading by the second one, bad sectors aside', async () => {
    const badSectors = [{ firstLba: 10, lastLba: 12 }];
    const options = { ...defaultReadOptions, retries: 0, verify: true };
    const { provenance } = completed((await run({ badSectors, options })).result);
    expect(provenance.secondRead).toMatchObject({
      comparedBytes: bytes.length,
      disagreeing: [],
      unreadable: [],
    });
  });

  it('cuts off the two run-out sectors of a CD, but calls no other tail run-out', async () => {
    const tail = [{ firstLba: 1998, lastLba: 1999 }];
    // An image drive knows no media type: what is not said to be a CD keeps its bad tail.
    expect(completed((await run({ badSectors: tail })).result).provenance).toMatchObject({
      runOutSectors: 0,
      badBytes: 4096,
    });
  });

  it('refuses to begin where there is no room', async () => {
    const huge = join(folder, 'huge.img');
    await writeFile(huge, bytes);
    await truncate(huge, 8 * 1024 ** 4);
    await expect(run({ image: huge })).rejects.toMatchObject({ code: 'NO_SPACE' });
  });

  it('refuses to leave out everything, and sectors that the disc does not have', async () => {
    for (const range of [
      { firstLba: 0, lastLba: sectorCount - 1 },
      { firstLba: 10, lastLba: sectorCount },
    ]) {
      const options = { ...defaultReadOptions, excluded: [range] };
      await expect(run({ options })).rejects.toMatchObject({
        code: 'INVALID_INPUT',
        details: { field: 'excluded' },
      });
    }
    expect(completed((await run()).result).provenance.isComplete).toBe(true);
  });

  it('does not call a disc complete that ends before its file system does', async () => {
    const iso = join(folder, 'disc.iso');
    await exec('xorriso', ['-as', 'mkisofs', '-quiet', '-V', 'CUT', '-o', iso, source]);
    await truncate(iso, 1000 * 2048);
    const { provenance } = completed((await run({ image: iso })).result);
    expect(provenance).toMatchObject({ isComplete: false, badBytes: 0, sizeBytes: 1000 * 2048 });
  });

  it('does not try for ever to make a folder where none can be', async () => {
    await expect(run({ outputFolder: '/proc/no/such' })).rejects.toMatchObject({
      code: 'OUTPUT_NOT_WRITABLE',
    });
  });

  it('names the output folder that cannot be made', async () => {
    await expect(run({ outputFolder: join(source, 'below-a-file') })).rejects.toMatchObject({
      code: 'OUTPUT_NOT_WRITABLE',
    });
  });

  it('never overwrites: the same disc again gets the next name', async () => {
    await run();
    expect(completed((await run()).result).imagePath).toBe(join(folder, 'out', 'image_1.iso'));
  });

  it('sorts by kind if asked to', async () => {
    expect(completed((await run({ sortByKind: true })).result).imagePath).toBe(
      join(folder, 'out', 'data', 'image.iso'),
    );
  });
});

describe('rip with a ddrescue that misbehaves', () => {
  const path = process.env.PATH ?? '';
  const use = (fake: string) => {
    process.env.PATH = `${fileURLToPath(new URL(`../fakes/${fake}`, import.meta.url))}${delimiter}${path}`;
  };
  afterEach(() => {
    process.env.PATH = path;
  });

  it('pauses with NO_SPACE when the map cannot be written, instead of waiting for an answer', async () => {
    use('unwritable-map');
    const { result } = await run();
    expect(result).toMatchObject({ status: 'paused', reason: 'no_space' });
  });

  it('stops a stubborn one on abort', async () => {
    use('stubborn');
    const abort = new AbortController();
    const { result } = await run({
      signal: abort.signal,
      onEvent: (event) => {
        if (event.type === 'progress') abort.abort();
      },
    });
    expect(result).toMatchObject({ status: 'paused', reason: 'user' });
  });

  it('stops one that prints for ever on abort', async () => {
    use('endless');
    const abort = new AbortController();
    const { result } = await run({
      signal: abort.signal,
      onEvent: (event) => {
        if (event.type === 'progress') abort.abort();
      },
    });
    expect(result).toMatchObject({ status: 'paused', reason: 'user' });
  });
});
