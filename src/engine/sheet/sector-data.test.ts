import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Random } from '../../../test/support/random.ts';
import { edcOf, rawMode1Sectors } from '../../../test/support/raw-sectors.ts';
import { SheetFolder } from '../../../test/support/sheet-folder.ts';
import { openSheet, SheetSectors } from './index.ts';

const rawBytes = 2352;
const random = new Random(2);

let folder: SheetFolder;
let scratchFolder: string;
beforeEach(async () => {
  folder = await SheetFolder.make();
  scratchFolder = await folder.makeFolder('scratch');
});
afterEach(() => folder.remove());

async function openText(name: string, text: string): Promise<SheetSectors> {
  await folder.put(name, text);
  return SheetSectors.open(await openSheet(folder.at(name)), { scratchFolder });
}

/** A sector of mode 2 with this sub-header, without sync and header: 2336 bytes. */
function mode2(subMode: number, data: Buffer): Buffer {
  const sector = Buffer.alloc(2336);
  for (const at of [2, 6]) sector[at] = subMode;
  data.copy(sector, 8);
  const edcAt = (subMode & 0x20) === 0 ? 2056 : 2332;
  sector.writeUInt32LE(edcOf(sector.subarray(0, edcAt)), edcAt);
  // In place of the error correction, which nobody looks at.
  sector.fill(0x5a, edcAt + 4);
  return sector;
}
const withHeader = (sector: Buffer) =>
  Buffer.concat([rawMode1Sectors(Buffer.alloc(2048), 0).subarray(0, 15), Buffer.from([2]), sector]);
function damaged(sector: Buffer, at: number): Buffer {
  const copy = Buffer.from(sector);
  copy[at] = (copy[at] ?? 0) ^ 1;
  return copy;
}

describe('SheetSectors with data', () => {
  const data = random.bytes(2048);
  const good = { type: 'data', bytes: data };
  const bad = { type: 'damaged' };
  const other = { type: 'other' };
  const raw1 = rawMode1Sectors(data, 0).fill(0x5a, 2076);
  const form1 = mode2(0x08, data);
  const form2 = mode2(0x20, random.bytes(2324));
  const formless = random.bytes(2336);
  const mode0 = Buffer.alloc(rawBytes);

  it.each([
    ['MODE1', [data], [good]],
    ['MODE2_FORM1', [data], [good]],
    ['MODE2_FORM2', [random.bytes(2324)], [other]],
    [
      'MODE1_RAW',
      [
        raw1,
        damaged(raw1, 16),
        damaged(raw1, 12),
        damaged(raw1, 2063),
        damaged(raw1, 2064),
        damaged(raw1, 2100),
        mode0,
      ],
      [good, bad, bad, bad, bad, good, other],
    ],
    [
      'MODE2_RAW',
      [
        withHeader(form1),
        damaged(withHeader(form1), 24),
        damaged(withHeader(form1), 2071),
        withHeader(form2),
        withHeader(formless),
      ],
      [good, bad, bad, other, other],
    ],
    ['MODE2', [form1, form2, formless], [good, other, other]],
    ['MODE2_FORM_MIX', [form1, damaged(form1, 8), damaged(form1, 2055), form2], [good, bad, bad, other]],
  ] as const)('checks %s', async (mode, stored, expected) => {
    await folder.put('a.bin', Buffer.concat(stored));
    const length = `00:00:0${stored.length}`;
    await using source = await openText(
      'disc.toc',
      `CD_ROM\nTRACK ${mode}\nDATAFILE "a.bin" ${length}\nZERO 00:00:01\n`,
    );
    for (const [lba, user] of expected.entries()) {
      expect(await source.readUserData(lba)).toEqual(user);
      expect(await source.readRawData(lba)).toEqual(stored[lba]);
    }
    expect(await source.readUserData(stored.length)).toEqual({ type: 'data', bytes: Buffer.alloc(2048) });
    expect(await source.readRawData(stored.length)).toBeNull();
    expect(await source.readAudio(0, 1)).toEqual(Buffer.alloc(rawBytes));
  });

  it('leaves the sub-channels of data out', async () => {
    await folder.put('a.bin', Buffer.concat([raw1, Buffer.alloc(96, 7), raw1, Buffer.alloc(96, 8)]));
    await using source = await openText(
      'disc.toc',
      'CD_ROM\nTRACK MODE1_RAW RW_RAW\nDATAFILE "a.bin" 00:00:02\n',
    );
    expect(await source.readUserData(1)).toEqual(good);
    expect(await source.readRawData(1)).toEqual(raw1);
  });

  it('finds its way among thousands of pieces', async () => {
    const bytes = random.bytes(2048 * 100);
    await folder.put('a.bin', bytes);
    const parts = Array.from(
      { length: 1000 },
      (_, index) => `DATAFILE "a.bin" #${(index % 100) * 2048} 00:00:01\n`,
    );
    const track = `TRACK MODE1\n${parts.join('')}`;
    await using source = await openText('disc.toc', `CD_ROM\n${track.repeat(20)}`);
    for (const lba of [0, 1, 999, 1000, 12_345, 19_999]) {
      const at = (lba % 100) * 2048;
      expect(await source.readUserData(lba)).toEqual({ type: 'data', bytes: bytes.subarray(at, at + 2048) });
    }
    expect(source.extentAt(20_000)).toBeNull();
  });
});
