import { mkdir, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
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
import { TroubledDrive } from '../support/troubled-drive.ts';

let folder = '';
let source = '';
let bytes: Buffer = Buffer.alloc(0);

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'disk2iso-hardship-'));
  source = join(folder, 'source.img');
  bytes = new Random(43).bytes(4000 * 2048);
  await writeFile(source, bytes);
});
afterEach(() => rm(folder, { recursive: true, force: true }));

type Setting = { badSectors?: readonly SectorRange[]; rateKBps?: number; image?: string; id?: string };

async function driveWith({ badSectors = [], rateKBps, image = source, id = 'slot' }: Setting = {}) {
  const drive = new ImageDrive(id, { badSectors, rateKBps: rateKBps ?? null });
  await drive.insert(image);
  return new TroubledDrive(drive);
}

function run(
  drive: TroubledDrive,
  request: Partial<RipRequest> = {},
  { signal = new AbortController().signal, onEvent = (_event: RipEvent): void => undefined } = {},
): Promise<RipResult> {
  return rip(
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
    { signal, onEvent },
  );
}

const jobState = async () =>
  JSON.parse(await readFile(join(folder, 'work', 'job.json'), 'utf8')) as {
    completedPasses: string[];
    secondRead: { comparedBytes: number } | null;
    publishing: object | null;
  };

describe('a disc that leaves in the retry pass', () => {
  it('is not published as damaged when it comes back', async () => {
    const badSectors = [{ firstLba: 1000, lastLba: 1400 }];
    const abort = new AbortController();
    await run(
      await driveWith({ badSectors }),
      { mode: 'rescue' },
      {
        signal: abort.signal,
        onEvent: (event) => {
          if (event.type === 'map' && event.map.rescuedBytes > 0 && event.map.bytesIn('?') === 0)
            abort.abort();
        },
      },
    );

    const pulled = await driveWith({ badSectors });
    const paused = await run(
      pulled,
      { mode: 'rescue' },
      {
        onEvent: (event) => {
          if (event.type === 'started') pulled.trouble = 'empty';
        },
      },
    );
    expect(paused).toMatchObject({ status: 'paused', reason: 'disc_missing' });
    expect((await jobState()).completedPasses.filter((pass) => pass !== 'copy')).toEqual([]);

    // Cleaned, say: now everything can be read.
    const result = await run(await driveWith(), { mode: 'rescue' });
    expect(result).toMatchObject({ status: 'completed', provenance: { isComplete: true, badBytes: 0 } });
  });
});

describe('a disc of which nothing could be read', () => {
  it('leaves no trace in the image of the disc that comes after it', async () => {
    const unreadable = [{ firstLba: 0, lastLba: 0 }];
    const small = join(folder, 'small.img');
    await writeFile(small, bytes.subarray(0, 1000 * 2048));
    const options = { ...defaultReadOptions, onReadError: 'fail' as const };
    const first = run(await driveWith({ image: small, badSectors: unreadable }), { options });
    await expect(first).rejects.toMatchObject({ code: 'READ_ERROR' });

    const iso = join(folder, 'disc.iso');
    const made = await exec('xorriso', ['-as', 'mkisofs', '-quiet', '-V', 'OTHER', '-o', iso, source]);
    expect(made.exitCode).toBe(0);
    const result = await run(await driveWith({ image: iso }));
    expect(result).toMatchObject({
      status: 'completed',
      provenance: { isComplete: true, disc: { label: 'OTHER' } },
    });
    expect(await readFile(join(folder, 'out', 'image.iso'))).toEqual(await readFile(iso));
  });
});

describe('a busy drive', () => {
  it('does not keep an abort waiting, and the abort stays an abort', async () => {
    const drive = await driveWith({ rateKBps: 1500 });
    const abort = new AbortController();
    const result = await run(
      drive,
      {},
      {
        signal: abort.signal,
        onEvent: (event) => {
          if (event.type !== 'map' || event.map.rescuedBytes === 0) return;
          drive.trouble = 'busy';
          abort.abort();
        },
      },
    );
    expect(result).toMatchObject({ status: 'paused', reason: 'user' });
    drive.trouble = 'none';
    expect(await run(await driveWith())).toMatchObject({
      status: 'completed',
      provenance: { isComplete: true },
    });
  });

  it('may answer late at the end of a rescue', async () => {
    const badSectors = [{ firstLba: 3000, lastLba: 3010 }];
    const drive = await driveWith({ badSectors });
    const result = await run(
      drive,
      { mode: 'rescue' },
      {
        onEvent: (event) => {
          if (event.type !== 'progress' || event.progress.phase !== 'retrying' || drive.trouble !== 'none')
            return;
          drive.trouble = 'busy';
          setTimeout(() => {
            drive.trouble = 'none';
          }, 2500);
        },
      },
    );
    expect(result).toMatchObject({ status: 'completed', provenance: { badSectors } });
  });
});

describe('a drive that was reset', () => {
  it('is gone on with if it still holds the same disc', async () => {
    const drive = await driveWith({ rateKBps: 4000 });
    const result = await run(
      drive,
      {},
      {
        onEvent: (event) => {
          if (event.type === 'map' && event.map.rescuedBytes > 0) drive.resets = 1;
        },
      },
    );
    expect(result).toMatchObject({ status: 'completed', provenance: { isComplete: true } });
  });
});

describe('a drive that is unplugged', () => {
  it('pauses the job, and nothing counts as bad', async () => {
    const drive = await driveWith({ rateKBps: 1500 });
    const result = await run(
      drive,
      {},
      {
        onEvent: (event) => {
          if (event.type === 'map' && event.map.rescuedBytes > 0) drive.trouble = 'unplugged';
        },
      },
    );
    expect(result).toMatchObject({ status: 'paused', reason: 'drive_missing' });
    const map = parseMapfile(await readFile(join(folder, 'work', 'image.map'), 'latin1'));
    expect(map?.bytesIn('-', '*', '/')).toBe(0);
    expect(await run(await driveWith({ id: 'another' }))).toMatchObject({
      status: 'completed',
      provenance: { isComplete: true, drives: [{ id: 'slot' }, { id: 'another' }] },
    });
  });
});

describe('the second read', () => {
  const verify = { options: { ...defaultReadOptions, retries: 1, verify: true } };

  it('notices that the disc has gone', async () => {
    const drive = await driveWith({ rateKBps: 2000 });
    const result = await run(drive, verify, {
      onEvent: (event) => {
        if (event.type === 'progress' && event.progress.phase === 'rereading') drive.trouble = 'empty';
      },
    });
    expect(result).toMatchObject({ status: 'paused', reason: 'disc_missing' });
    expect(await run(await driveWith(), verify)).toMatchObject({
      status: 'completed',
      provenance: { secondRead: { comparedBytes: bytes.length, disagreeing: [], unreadable: [] } },
    });
  });

  it('begins anew when another drive has read more since', async () => {
    // Long enough for more than one window, so that there is something to resume.
    await writeFile(source, Buffer.concat(Array.from({ length: 9 }, () => bytes)));
    const abort = new AbortController();
    await run(await driveWith({ badSectors: [{ firstLba: 10, lastLba: 12 }] }), verify, {
      signal: abort.signal,
      onEvent: (event) => {
        const { phase, bytesDone } = event.type === 'progress' ? event.progress : { phase: '', bytesDone: 0 };
        if (phase === 'rereading' && bytesDone >= 64 * 1024 * 1024) abort.abort();
      },
    });
    expect((await jobState()).secondRead).not.toBeNull();
    const seen: number[] = [];
    const result = await run(await driveWith({ id: 'another' }), verify, {
      onEvent: (event) => {
        if (event.type === 'progress' && event.progress.phase === 'rereading')
          seen.push(event.progress.bytesDone);
      },
    });
    expect(Math.min(...seen)).toBeLessThan(64 * 1024 * 1024);
    expect(result).toMatchObject({
      status: 'completed',
      provenance: { isComplete: true, secondRead: { comparedBytes: 9 * bytes.length, disagreeing: [] } },
    });
  });
});

describe('a publication that was cut off', () => {
  /** Reads everything, but cannot publish. */
  async function unpublished(badSectors: SectorRange[] = []): Promise<void> {
    const request = {
      outputFolder: join(folder, 'reading'),
      workFolder: join(folder, 'work'),
      sortByKind: true,
    };
    await mkdir(join(folder, 'reading'));
    await writeFile(join(folder, 'reading', 'data'), 'a file where a folder should be');
    await expect(run(await driveWith({ badSectors }), request)).rejects.toMatchObject({
      code: 'OUTPUT_NOT_WRITABLE',
    });
    expect((await jobState()).publishing).not.toBeNull();
  }

  it('may go to another folder, under another name', async () => {
    await unpublished();
    const result = await run(await driveWith(), {
      outputFolder: join(folder, 'elsewhere'),
      baseName: 'other',
    });
    expect(result).toMatchObject({ status: 'completed', imagePath: join(folder, 'elsewhere', 'other.iso') });
  });

  it.each([
    ['with its map', ['job.json', 'image.map', 'image.map.good']],
    ['without its map', ['job.json']],
  ])('is finished %s, although the disc is too damaged to be known by its fingerprint', async (_, names) => {
    const badSectors = [{ firstLba: 2, lastLba: 2 }];
    await unpublished(badSectors);
    await rm(join(folder, 'reading', 'data'));
    const work = join(folder, 'work');
    const kept = await Promise.all(
      names.map(async (name) => [name, await readFile(join(work, name))] as const),
    );
    const request = { outputFolder: join(folder, 'reading'), sortByKind: true, mode: 'rescue' as const };
    expect(await run(await driveWith({ badSectors }), request)).toMatchObject({ status: 'completed' });
    // Killed after the image had left the working folder, and before the rest was cleared away.
    await mkdir(work);
    for (const [name, content] of kept) await writeFile(join(work, name), content);
    expect(await run(await driveWith({ badSectors }), request)).toMatchObject({
      status: 'completed',
      imagePath: join(folder, 'reading', 'data', 'image.iso'),
    });
  });

  it('does not nail the working folder down when its image has been taken away', async () => {
    await unpublished();
    await rename(join(folder, 'work', 'image.iso'), join(folder, 'taken.iso'));
    expect(await run(await driveWith())).toMatchObject({
      status: 'completed',
      provenance: { isComplete: true },
    });
    expect(await readFile(join(folder, 'taken.iso'))).toEqual(bytes);
  });
});
