import { createHash } from 'node:crypto';
import { mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { intersectRanges, type SectorRange } from '#model/index.ts';
import { changeDisc, countReadings, readAgain, sectorsAskedFor } from '../../../test/support/read-again.ts';
import { ChecksumFollower } from '../image/index.ts';

const sectorCount = 1100;
/** Two windows of 512 sectors and a smaller one; the last sector is a partial one. */
const windowBytes = 512 * 2048;
const partialBytes = 300;
const range = (firstLba: number, lastLba = firstLba): SectorRange => ({ firstLba, lastLba });
const fake = fileURLToPath(new URL('../../../test/fakes/changing-drive', import.meta.url));

let folder = '';
const disc = Buffer.alloc((sectorCount - 1) * 2048 + partialBytes);
for (let lba = 0; lba < sectorCount; lba += 1) disc.writeUInt32LE(lba + 1, lba * 2048);

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'second-read-majority-'));
  await writeFile(join(folder, 'disc.img'), disc);
  vi.stubEnv('PATH', `${fake}${delimiter}${process.env.PATH}`);
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await rm(folder, { recursive: true });
});

/** The disc with another byte in some of its sectors. */
function changed(...changes: readonly (readonly [lba: number, value: number])[]): Buffer {
  const bytes = Buffer.from(disc);
  for (const [lba, value] of changes) bytes.writeUInt8(value, lba * 2048 + 100);
  return bytes;
}

const putImage = (bytes: Buffer) => writeFile(join(folder, 'image.iso'), bytes);
const imageNow = () => readFile(join(folder, 'image.iso'));

describe('readAgainAndCompare on a drive that does not always read the same', () => {
  it('keeps the image where the third reading is like it', async () => {
    await putImage(disc);
    await changeDisc(folder, [{ bytes: changed([700, 1]) }, { bytes: disc }]);
    const onPatched = vi.fn();
    const { ending, result } = await readAgain(folder, { onPatched });
    expect(ending).toBe('finished');
    expect(result).toMatchObject({ disagreeing: [range(700)], corrected: [], unsettled: [], unreadable: [] });
    expect(onPatched).not.toHaveBeenCalled();
    expect((await imageNow()).equals(disc)).toBe(true);
  });

  it('mends the image where the third reading is like the second, also in the partial sector at the end', async () => {
    const last = sectorCount - 1;
    await putImage(changed([7, 1], [700, 1], [last, 1]));
    await changeDisc(folder, []);
    const patched: number[] = [];
    const { result } = await readAgain(folder, { onPatched: (firstByte) => patched.push(firstByte) });
    const wrong = [range(7), range(700), range(last)];
    expect(result).toMatchObject({ disagreeing: wrong, corrected: wrong, unsettled: [], unreadable: [] });
    expect(patched).toEqual([7 * 2048]);
    expect((await imageNow()).equals(disc)).toBe(true);
  });

  it('settles nothing where all three differ, and leaves the image as it was', async () => {
    const image = changed([700, 1]);
    await putImage(image);
    await changeDisc(folder, [{ bytes: changed([700, 2]) }, { bytes: changed([700, 3]) }]);
    const { result } = await readAgain(folder);
    expect(result).toMatchObject({ disagreeing: [range(700)], corrected: [], unsettled: [range(700)] });
    expect((await imageNow()).equals(image)).toBe(true);
  });

  it('settles nothing where the third reading fails, and settles the other sectors', async () => {
    await putImage(changed([700, 1], [800, 1]));
    await changeDisc(folder, [{ bytes: null }, { bytes: null, bad: [range(700)] }]);
    const { result } = await readAgain(folder);
    expect(result).toEqual({
      comparedBytes: disc.length,
      isDirect: false,
      disagreeing: [range(700), range(800)],
      corrected: [range(800)],
      unsettled: [range(700)],
      unreadable: [],
    });
    expect((await imageNow()).equals(changed([700, 1]))).toBe(true);
  });

  it('asks for no third reading of what the second could not read', async () => {
    await putImage(changed([700, 1], [800, 1]));
    await changeDisc(folder, [{ bytes: null, bad: [range(800)] }]);
    const { result } = await readAgain(folder);
    expect(result).toMatchObject({
      disagreeing: [range(700)],
      corrected: [range(700)],
      unreadable: [range(800)],
    });
    expect((await imageNow()).equals(changed([800, 1]))).toBe(true);
  });

  it('reads a third time only the sectors in question, and none where all agree', async () => {
    await putImage(changed([520, 1], [521, 1], [900, 1]));
    await changeDisc(folder, []);
    await readAgain(folder, { windowBytes });
    // Three windows, and the one in the middle a third time.
    expect(await countReadings(folder)).toBe(4);
    const asked = intersectRanges(await sectorsAskedFor(folder, 3), [range(512, 1023)]);
    expect(asked).toEqual([range(520, 521), range(900)]);
  });

  it('settles each window by itself', async () => {
    await putImage(changed([3, 1], [700, 1]));
    await changeDisc(folder, [
      { bytes: disc },
      { bytes: disc },
      { bytes: changed([700, 2], [701, 2]) },
      { bytes: changed([700, 3]) },
      { bytes: changed([1050, 2]) },
      { bytes: disc },
    ]);
    const seen: number[][] = [];
    const { result } = await readAgain(folder, {
      windowBytes,
      onWindow: async ({ disagreeing, corrected, unsettled }) => {
        seen.push([disagreeing.length, corrected.length, unsettled.length]);
      },
    });
    expect(result).toMatchObject({
      disagreeing: [range(3), range(700, 701), range(1050)],
      corrected: [range(3)],
      unsettled: [range(700)],
    });
    expect(seen).toEqual([
      [1, 1, 0],
      [2, 1, 1],
      [3, 1, 1],
    ]);
    expect((await imageNow()).equals(changed([700, 1]))).toBe(true);
  });

  it('has mended the image before it says so', async () => {
    await putImage(changed([700, 1]));
    await changeDisc(folder, []);
    const order: string[] = [];
    await readAgain(folder, {
      onPatched: () => order.push('patched'),
      onWindow: async () => {
        order.push((await imageNow()).equals(disc) ? 'told, and right' : 'told, and wrong');
      },
    });
    expect(order).toEqual(['patched', 'told, and right']);
  });

  it('lets sums that follow the image be those of the mended one', async () => {
    await putImage(changed([700, 1]));
    await changeDisc(folder, []);
    const follower = new ChecksumFollower({ path: join(folder, 'image.iso'), algorithms: ['sha256'] });
    follower.start();
    follower.advance(disc.length);
    try {
      await vi.waitUntil(() => follower.hashedBytes === disc.length, { timeout: 60_000 });
      await readAgain(folder, { onPatched: () => follower.restart() });
      const { sha256 } = await follower.finish(disc.length);
      expect(sha256).toBe(createHash('sha256').update(disc).digest('hex'));
    } finally {
      await follower.stop();
    }
  });

  it('believes no third reading once the disc is gone', async () => {
    const image = changed([700, 1]);
    await putImage(image);
    await changeDisc(folder, []);
    let questions = 0;
    const isMediumPresent = async () => {
      questions += 1;
      return questions === 1;
    };
    const { ending, result } = await readAgain(folder, { windowBytes, isMediumPresent });
    expect(ending).toBe('interrupted');
    expect(result).toMatchObject({ comparedBytes: windowBytes, disagreeing: [], unsettled: [] });
    expect((await imageNow()).equals(image)).toBe(true);
  });

  it('changes nothing when aborted before the third reading, and goes on from there', async () => {
    const image = changed([3, 1], [700, 1]);
    await putImage(image);
    await changeDisc(folder, []);
    const abort = new AbortController();
    let windows = 0;
    const first = await readAgain(folder, {
      windowBytes,
      signal: abort.signal,
      onWindow: async () => {
        windows += 1;
      },
      isMediumPresent: async () => {
        if (windows === 1) abort.abort();
        return true;
      },
    });
    expect(first).toMatchObject({
      ending: 'interrupted',
      result: { comparedBytes: windowBytes, disagreeing: [range(3)], corrected: [range(3)] },
    });
    expect((await imageNow()).equals(changed([700, 1]))).toBe(true);

    const { ending, result } = await readAgain(folder, { windowBytes, resumeFrom: first.result });
    expect(ending).toBe('finished');
    expect(result).toMatchObject({ disagreeing: [range(3), range(700)], corrected: [range(3), range(700)] });
    expect((await imageNow()).equals(disc)).toBe(true);
  });

  it('keeps what windows before an interruption found', async () => {
    await putImage(disc);
    await changeDisc(folder, []);
    const resumeFrom = {
      comparedBytes: windowBytes,
      isDirect: false,
      disagreeing: [range(5), range(9), range(20)],
      corrected: [range(5)],
      unsettled: [range(9)],
      unreadable: [range(30)],
    };
    const { result } = await readAgain(folder, { windowBytes, resumeFrom });
    expect(result).toEqual({ ...resumeFrom, comparedBytes: disc.length });
    expect(await countReadings(folder)).toBe(2);
  });

  it('does not mend what stands behind a symbolic link', async () => {
    const image = changed([700, 1]);
    await writeFile(join(folder, 'elsewhere'), image);
    await symlink(join(folder, 'elsewhere'), join(folder, 'image.iso'));
    await changeDisc(folder, []);
    await expect(readAgain(folder)).rejects.toMatchObject({ code: 'OUTPUT_NOT_WRITABLE' });
    expect((await readFile(join(folder, 'elsewhere'))).equals(image)).toBe(true);
  });
});
