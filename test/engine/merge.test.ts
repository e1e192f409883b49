import { createHash, randomUUID } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  type CompletedRip,
  ImageDrive,
  mergeImages,
  type RipEvent,
  type RipResult,
  rip,
  ripDefaults,
  verifyImage,
} from '../../src/engine/index.ts';
import { BlockMap, parseMapfile } from '../../src/engine/read/index.ts';
import { formatMapfile } from '../../src/engine/read/mapfile.ts';
import { defaultReadOptions, joinRanges, type Provenance, type SectorRange } from '../../src/model/index.ts';
import { Random } from '../support/random.ts';

const sectorCount = 1200;
let folder = '';
let bytes: Buffer = Buffer.alloc(0);

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'disk2iso-merge-'));
  bytes = new Random(7).bytes(sectorCount * 2048);
  await writeFile(join(folder, 'disc.img'), bytes);
});
afterEach(() => rm(folder, { recursive: true, force: true }));

/** A real image of the disc, read with that damage. */
async function read(badSectors: readonly SectorRange[], baseName = 'copy'): Promise<CompletedRip> {
  const drive = new ImageDrive(`slot-${randomUUID().slice(0, 4)}`, { badSectors, rateKBps: null });
  await drive.insert(join(folder, 'disc.img'));
  const result = await rip(
    {
      ...ripDefaults,
      drive,
      mode: 'rescue',
      options: { ...defaultReadOptions, retries: 0 },
      // Random bytes: nobody could tell what they are.
      kind: 'data',
      outputFolder: join(folder, 'library'),
      baseName,
      workFolder: join(folder, `work-${randomUUID()}`),
      mapIntervalSeconds: 1,
    },
    { signal: new AbortController().signal, onEvent: () => undefined },
  );
  return completed(result);
}

function merge(
  imagePaths: readonly string[],
  {
    signal = new AbortController().signal,
    onEvent = (_event: RipEvent): void => undefined,
    outputFolder = join(folder, 'library'),
    workFolder = join(folder, 'merging'),
    onPublished = async (): Promise<void> => undefined,
  } = {},
): Promise<RipResult> {
  return mergeImages(
    { imagePaths, outputFolder, workFolder, baseName: 'merged', checksums: ['sha256', 'md5'] },
    { signal, onEvent, onPublished },
  );
}

function completed(result: RipResult): CompletedRip {
  if (result.status !== 'completed') throw new Error(`not completed but ${result.reason}: ${result.message}`);
  return result;
}

const range = (firstLba: number, lastLba: number): SectorRange => ({ firstLba, lastLba });

/** An image of these bytes with that damage, as if it had been read: papers and map as disk2iso writes them. */
async function forge(
  name: string,
  like: Provenance,
  { content, missing }: { content: Buffer; missing: readonly SectorRange[] },
): Promise<string> {
  const image = Buffer.from(content);
  for (const { firstLba, lastLba } of missing) image.fill(0, firstLba * 2048, (lastLba + 1) * 2048);
  const badSectors = joinRanges(missing);
  const badBytes = badSectors.reduce((sum, bad) => sum + (bad.lastLba - bad.firstLba + 1) * 2048, 0);
  const provenance: Provenance = {
    ...like,
    jobId: randomUUID(),
    fileName: `${name}.iso`,
    isComplete: badBytes === 0,
    badBytes,
    badSectors,
    checksums: { sha256: createHash('sha256').update(image).digest('hex') },
  };
  const base = join(folder, name);
  await writeFile(`${base}.iso`, image);
  await writeFile(`${base}.json`, JSON.stringify(provenance));
  if (badBytes > 0) await writeFile(`${base}.map`, formatMapfile(mapOf(badSectors), 'test'));
  return `${base}.iso`;
}

function mapOf(bad: readonly SectorRange[]): BlockMap {
  const blocks: { pos: number; size: number; status: '+' | '-' }[] = [];
  let end = 0;
  const until = (pos: number, status: '+' | '-') => {
    if (pos > end) blocks.push({ pos: end, size: pos - end, status });
    end = Math.max(end, pos);
  };
  for (const { firstLba, lastLba } of bad) {
    until(firstLba * 2048, '+');
    until((lastLba + 1) * 2048, '-');
  }
  until(sectorCount * 2048, '+');
  return new BlockMap(blocks);
}

/** Sectors as ranges. */
const rangesOf = (sectors: Iterable<number>) => joinRanges([...sectors].map((lba) => range(lba, lba)));

describe('mergeImages', () => {
  it('makes a whole image of two that are damaged in different places', async () => {
    const one = await read([range(10, 40), range(900, 903)]);
    const two = await read([range(300, 420)]);
    const before = await readFile(one.imagePath);

    const result = completed(await merge([one.imagePath, two.imagePath]));

    expect(await readFile(result.imagePath)).toEqual(bytes);
    expect(result.provenance).toMatchObject({
      isComplete: true,
      badBytes: 0,
      checksums: { sha256: createHash('sha256').update(bytes).digest('hex') },
      origin: {
        type: 'merge',
        sources: [
          {
            jobId: one.provenance.jobId,
            fileName: 'copy.iso',
            badBytes: 35 * 2048,
            sectorsTaken: sectorCount - 35,
          },
          { jobId: two.provenance.jobId, fileName: 'copy_1.iso', badBytes: 121 * 2048, sectorsTaken: 35 },
        ],
        conflicts: [],
        outvoted: [],
      },
    });
    expect(result.provenance.drives).toHaveLength(2);
    expect(result.sidecars.map((path) => path.slice(folder.length))).toEqual([
      '/library/merged.json',
      '/library/merged.sha256',
      '/library/merged.md5',
    ]);
    expect(await verifyImage(result.imagePath)).toMatchObject({ verdict: 'ok' });
    expect(await readFile(one.imagePath)).toEqual(before);
    expect(await readdir(folder)).not.toContain('merging');
  });

  it('keeps a map of what no copy has', async () => {
    const one = await read([range(10, 40)]);
    const two = await read([range(30, 50)]);
    const result = completed(await merge([one.imagePath, two.imagePath]));
    expect(result.provenance).toMatchObject({
      isComplete: false,
      badBytes: 11 * 2048,
      badSectors: [range(30, 40)],
    });
    const map = parseMapfile(await readFile(join(folder, 'library', 'merged.map'), 'latin1'));
    expect(map?.sectorsIn('-', '/', '*')).toEqual([range(30, 40)]);
    // It serves again: a third copy makes it whole.
    const three = await read([range(500, 510)]);
    const whole = completed(await merge([result.imagePath, three.imagePath]));
    expect(await readFile(whole.imagePath)).toEqual(bytes);
    expect(whole.imagePath).toBe(join(folder, 'library', 'merged_1.iso'));
  });

  it('gives the exact union and names every conflict, whatever the damage', async () => {
    const like = (await read([])).provenance;
    const sector = fc.integer({ min: 32, max: sectorCount - 1 });
    const copies = fc.array(
      fc.record({
        missing: fc.array(fc.tuple(sector, fc.integer({ min: 1, max: 200 })), { maxLength: 6 }),
        // Bits that a drive got wrong without noticing: few places, so that copies meet there.
        wrong: fc.uniqueArray(
          fc.record({ lba: fc.integer({ min: 40, max: 60 }), flavour: fc.integer({ min: 1, max: 2 }) }),
          {
            maxLength: 12,
            selector: ({ lba }) => lba,
          },
        ),
      }),
      { minLength: 2, maxLength: 4 },
    );
    await fc.assert(
      fc.asyncProperty(copies, async (wishes) => {
        const paths: string[] = [];
        const held: { has: Set<number>; content: Buffer }[] = [];
        for (const [index, { missing, wrong }] of wishes.entries()) {
          const content = Buffer.from(bytes);
          for (const { lba, flavour } of wrong)
            content.writeUInt8(content.readUInt8(lba * 2048) ^ flavour, lba * 2048);
          const ranges = joinRanges(
            missing.map(([first, count]) => range(first, Math.min(sectorCount - 1, first + count - 1))),
          );
          const lost = new Set(
            ranges.flatMap(({ firstLba, lastLba }) =>
              Array.from({ length: lastLba - firstLba + 1 }, (_, at) => firstLba + at),
            ),
          );
          held.push({
            has: new Set(
              Array.from({ length: sectorCount }, (_, lba) => lba).filter((lba) => !lost.has(lba)),
            ),
            content,
          });
          paths.push(await forge(`forged-${index}`, like, { content, missing: ranges }));
        }
        const outputFolder = join(folder, `out-${randomUUID()}`);
        const result = completed(await merge(paths, { outputFolder }));
        const merged = await readFile(result.imagePath);

        // The same, thought out sector by sector.
        const expected = Buffer.alloc(bytes.length);
        const none = new Set<number>();
        const conflicts = new Set<number>();
        const outvoted = new Set<number>();
        for (let lba = 0; lba < sectorCount; lba += 1) {
          const votes = new Map<string, number>();
          for (const { has, content } of held) {
            if (!has.has(lba)) continue;
            const text = content.subarray(lba * 2048, (lba + 1) * 2048).toString('latin1');
            votes.set(text, (votes.get(text) ?? 0) + 1);
          }
          const total = [...votes.values()].reduce((sum, count) => sum + count, 0);
          const winner = [...votes].find(([, count]) => count * 2 > total);
          if (total === 0) none.add(lba);
          else if (winner === undefined) conflicts.add(lba);
          else {
            expected.write(winner[0], lba * 2048, 'latin1');
            if (votes.size > 1) outvoted.add(lba);
          }
        }
        expect(merged.equals(expected)).toBe(true);
        const { origin, badSectors, isComplete } = result.provenance;
        expect(badSectors).toEqual(rangesOf([...none, ...conflicts]));
        expect(isComplete).toBe(none.size + conflicts.size === 0);
        expect(origin).toMatchObject({ conflicts: rangesOf(conflicts), outvoted: rangesOf(outvoted) });
        if (origin?.type !== 'merge') throw new Error('no merge');
        const taken = origin.sources.reduce((sum, { sectorsTaken }) => sum + sectorsTaken, 0);
        expect(taken).toBe(sectorCount - none.size - conflicts.size);
      }),
      { numRuns: 25 },
    );
  }, 600_000);

  it('leaves nothing half in the library when it is stopped, and begins anew', async () => {
    const one = await read([range(10, 40)]);
    const two = await read([range(300, 420)]);
    const before = await readdir(join(folder, 'library'));
    const abort = new AbortController();
    const stopped = await merge([one.imagePath, two.imagePath], {
      signal: abort.signal,
      onEvent: (event) => {
        if (event.type === 'progress' && event.progress.phase === 'merging') abort.abort();
      },
    });
    expect(stopped).toMatchObject({ status: 'paused', reason: 'user' });
    expect(await readdir(join(folder, 'library'))).toEqual(before);
    const result = completed(await merge([one.imagePath, two.imagePath]));
    expect(await readFile(result.imagePath)).toEqual(bytes);
  });

  it('goes on publishing the same image if it ends between publishing and telling', async () => {
    const one = await read([range(10, 40)]);
    const two = await read([range(300, 420)]);
    const dying = merge([one.imagePath, two.imagePath], {
      onPublished: () => Promise.reject(new Error('killed here')),
    });
    await expect(dying).rejects.toThrow('killed here');
    const result = completed(await merge([one.imagePath, two.imagePath]));
    expect(result.imagePath).toBe(join(folder, 'library', 'merged.iso'));
    expect((await readdir(join(folder, 'library'))).filter((name) => name.startsWith('merged'))).toEqual([
      'merged.iso',
      'merged.json',
      'merged.md5',
      'merged.sha256',
    ]);
  });

  it('refuses in words what does not fit', async () => {
    const one = await read([range(110, 140)]);
    const two = await read([range(300, 420)]);
    const refused = (paths: readonly string[], message: RegExp) =>
      expect(merge(paths)).rejects.toMatchObject({
        code: 'IMAGE_UNSUITABLE',
        message: expect.stringMatching(message),
      });
    await refused([one.imagePath, one.imagePath], /is the same image as/);

    const other = Buffer.from(bytes);
    new Random(9).bytes(64 * 2048).copy(other);
    await writeFile(join(folder, 'disc.img'), other);
    const stranger = await read([range(300, 420)], 'stranger');
    await refused([one.imagePath, stranger.imagePath], /another disc/);

    const changed = await readFile(two.imagePath);
    changed.writeUInt8(changed.readUInt8(700 * 2048) ^ 1, 700 * 2048);
    await writeFile(two.imagePath, changed);
    await refused([one.imagePath, two.imagePath], /another SHA256 sum than the one on record/);

    await rm(join(folder, 'library', 'copy.map'));
    await refused([one.imagePath, two.imagePath], /map of them \(\.map\) was not kept/);

    const plain = join(folder, 'plain.iso');
    await writeFile(plain, bytes);
    await refused([one.imagePath, plain], /no papers|not kept/);
    expect((await readdir(join(folder, 'library'))).filter((name) => name.startsWith('merged'))).toEqual([]);
  });

  it('does not believe a copy that nothing proves to be of the disc', async () => {
    const one = await read([]);
    const nameless = await read([range(0, 40)], 'nameless');
    expect(nameless.provenance.disc.fingerprint.headSha256).toBeNull();
    // What it has is the same: that proves it.
    completed(await merge([one.imagePath, nameless.imagePath]));

    const content = new Random(99).bytes(bytes.length);
    const strange = await forge('strange', nameless.provenance, { content, missing: [range(0, 40)] });
    await expect(merge([one.imagePath, strange])).rejects.toMatchObject({
      code: 'IMAGE_UNSUITABLE',
      message: expect.stringMatching(/too damaged to tell/),
    });
  });
});
