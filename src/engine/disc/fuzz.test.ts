import { mkdir, mkdtemp, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { exec } from '../exec/index.ts';
import { parseCdromId } from './cdrom-id.ts';
import { type SectorSource, UnreadableSectorError } from './sector-source.ts';
import { readVolumes } from './volumes.ts';

/** Sectors one call of `readVolumes` may ask for at all: the 1 MiB limits of its directories and a little more. */
const mostSectors = 4000;

let images: Buffer[];

beforeAll(async () => {
  const folder = await mkdtemp(join(tmpdir(), 'fuzz-'));
  const at = (name: string) => join(folder, name);
  await mkdir(at('tree/VCD'), { recursive: true });
  await writeFile(at('tree/VCD/INFO.VCD'), 'x');
  const run = async (program: string, ...args: string[]) =>
    expect((await exec(program, args)).exitCode, program).toBe(0);
  await run('genisoimage', '-quiet', '-J', '-R', '-udf', '-o', at('bridge.iso'), at('tree'));
  await run('genisoimage', '-quiet', '-hfs', '-part', '-R', '-o', at('hfs.iso'), at('tree'));
  for (const [media, revision] of [
    ['dvd', '2.01'],
    ['cdrw', '1.50'],
    ['cdr', '2.01'],
  ] as const) {
    await writeFile(at(media), '');
    await truncate(at(media), (media === 'cdrw' ? 6 : 2) * 1024 * 1024);
    await run('mkudffs', `--media-type=${media}`, `--udfrev=${revision}`, '--blocksize=2048', at(media));
  }
  images = await Promise.all(
    ['bridge.iso', 'hfs.iso', 'dvd', 'cdrw', 'cdr'].map((name) => readFile(at(name))),
  );
  await rm(folder, { recursive: true });
});
afterAll(() => {
  images = [];
});

type Counted = SectorSource & { readonly asked: () => number };

function memory(bytes: Buffer, isBad: (lba: number) => boolean = () => false): Counted {
  let asked = 0;
  const sectorCount = Math.floor(bytes.length / 2048);
  return {
    sectorCount,
    asked: () => asked,
    read: async (lba, count) => {
      asked += count;
      expect(Number.isSafeInteger(lba) && Number.isSafeInteger(count) && count > 0 && count <= 64).toBe(true);
      const sectors = Array.from({ length: count }, (_, index) => lba + index);
      if (lba < 0 || lba + count > sectorCount || sectors.some(isBad))
        throw new UnreadableSectorError(lba, count);
      return Uint8Array.from(bytes.subarray(lba * 2048, (lba + count) * 2048));
    },
    close: async () => undefined,
  };
}

async function expectSane(source: Counted, sessionStartLba = 0): Promise<void> {
  const volumes = await readVolumes(source, { sessionStartLba });
  expect(source.asked()).toBeLessThan(mostSectors);
  expect(volumes.fsBytes === null || (Number.isSafeInteger(volumes.fsBytes) && volumes.fsBytes > 0)).toBe(
    true,
  );
  expect(volumes.label === null || !/\p{Cc}/u.test(volumes.label)).toBe(true);
}

/** Places where the parsers look: descriptors, anchors, partitions, and the directories behind them. */
const place = fc.oneof(
  fc.integer({ min: 0, max: 2047 }),
  fc.integer({ min: 16 * 2048, max: 24 * 2048 }),
  fc.integer({ min: 250 * 2048, max: 300 * 2048 }),
  fc.integer({ min: 0, max: 2 * 1024 * 1024 - 1 }),
);
const change = fc.record({ place, value: fc.oneof(fc.constantFrom(0, 1, 0x7f, 0x80, 0xff), fc.nat(255)) });

describe('readVolumes on hostile discs', () => {
  it('survives random sectors', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 2048 * 3, size: 'max' }), fc.nat(300), (noise, lba) => {
        const bytes = Buffer.alloc(330 * 2048);
        Buffer.from(noise).copy(bytes, lba * 2048);
        Buffer.from(noise).copy(bytes, 16 * 2048 + 8);
        bytes.write('CD001', 16 * 2048 + 1);
        bytes[16 * 2048] = 1;
        return expectSane(memory(bytes));
      }),
      { numRuns: 150 },
    );
  });

  it('survives changed bytes in real images', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.nat(4),
        fc.array(change, { minLength: 1, maxLength: 40 }),
        fc.constantFrom(0, 0, 0, 1, 100),
        (index, changes, session) => {
          const bytes = Buffer.from(images[index] ?? Buffer.alloc(0));
          for (const { place: offset, value } of changes) bytes[offset % bytes.length] = value;
          return expectSane(memory(bytes), session);
        },
      ),
      { numRuns: 300 },
    );
  });

  it('survives lies whose checksums are right', async () => {
    const { crc16, readTag } = await import('./udf-descriptors.ts');
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 2, max: 4 }),
        fc.array(fc.record({ at: fc.integer({ min: 16, max: 520 }), value: fc.nat(255) }), {
          minLength: 1,
          maxLength: 12,
        }),
        fc.nat(),
        (index, changes, pick) => {
          const bytes = Buffer.from(images[index] ?? Buffer.alloc(0));
          const sectors = Array.from({ length: bytes.length / 2048 }, (_, lba) =>
            bytes.subarray(lba * 2048, (lba + 1) * 2048),
          ).filter((sector) => (readTag(sector) ?? 0) > 0);
          const sector = sectors[pick % sectors.length] ?? Buffer.alloc(2048);
          for (const { at, value } of changes) sector[at] = value;
          sector.writeUInt16LE(crc16(sector.subarray(16, 16 + sector.readUInt16LE(10))), 8);
          sector.writeUInt8(0, 4);
          sector.writeUInt8(sector.subarray(0, 16).reduce((sum, byte) => sum + byte, 0) & 0xff, 4);
          return expectSane(memory(bytes));
        },
      ),
      { numRuns: 300 },
    );
  });

  it('survives truncation and unreadable sectors', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.nat(4),
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.array(fc.nat(320)),
        (index, share, bad) => {
          const image = images[index] ?? Buffer.alloc(0);
          return expectSane(
            memory(image.subarray(0, Math.floor(image.length * share)), (lba) => bad.includes(lba)),
          );
        },
      ),
      { numRuns: 200 },
    );
  });
});

describe('parseCdromId on hostile text', () => {
  it('never throws', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.string(), fc.string())), (pairs) => {
        parseCdromId(pairs.map(([key, value]) => `ID_CDROM_MEDIA_${key}=${value}`).join('\n'));
      }),
    );
  });
});
