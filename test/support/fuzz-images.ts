import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import fc from 'fast-check';
import { sealTag } from './udf-descriptors.ts';
import { makeUdfImage } from './udf-image.ts';
import { sampleTree, udfSamples } from './udf-samples.ts';

const run = promisify(execFile);

/** Small images of all kinds to be mutated: ISO 9660 with every extension, a bridge disc, UDF of every partition kind. */
export async function makeFuzzImages(): Promise<Buffer[]> {
  const folder = await mkdtemp(join(tmpdir(), 'fuzz-images-'));
  const tree = join(folder, 'tree');
  await mkdir(join(tree, 'a/b/c/d/e/f/g/h/i'), { recursive: true });
  await writeFile(join(tree, 'a/b/c/d/e/f/g/h/i/deep.txt'), 'deep');
  await writeFile(join(tree, `${'long '.repeat(45)}name`), Buffer.alloc(5000, 1));
  for (let index = 0; index < 30; index += 1) await writeFile(join(tree, `file ${index}`), `${index}`);
  await symlink('a/b/../x', join(tree, 'link'));
  const images: Buffer[] = [];
  for (const args of [['-R', '-J'], ['-R', '-J', '-udf'], ['-l']]) {
    const image = join(folder, 'image.iso');
    await run('genisoimage', ['-quiet', '-no-pad', ...args, '-o', image, tree]);
    images.push(await readFile(image));
  }
  await rm(folder, { recursive: true });
  for (const { options } of udfSamples) images.push(makeUdfImage(sampleTree, options));
  return images;
}

/** One change: of the image's sectors that are not empty, one is chosen, in it a place, and what to write there. */
export type Mutation = {
  readonly sector: number;
  readonly offset: number;
  readonly bytes: readonly number[];
  /** Mend the tag of a UDF descriptor, so that the change is not found out by its checksum. */
  readonly isSealed: boolean;
  /** Copy another sector here instead. */
  readonly copyFrom: number | null;
};

/** Any list of changes. */
export const mutations: fc.Arbitrary<Mutation[]> = fc.array(
  fc.record({
    sector: fc.nat(),
    offset: fc.oneof(fc.nat(2047), fc.nat(255)),
    bytes: fc.oneof(
      fc.array(fc.nat(255), { minLength: 1, maxLength: 4 }),
      fc.constantFrom(
        [0],
        [255],
        [0xff, 0xff, 0xff, 0xff],
        [0, 0, 0, 0],
        [0x7f],
        [0x80],
        [0xff, 0xff, 0xff, 0x7f],
      ),
    ),
    isSealed: fc.boolean(),
    copyFrom: fc.option(fc.nat(), { freq: 8 }),
  }),
  { minLength: 1, maxLength: 12 },
);

/** A changed copy of an image. */
export function mutate(image: Buffer, changes: readonly Mutation[]): Buffer {
  const copy = Buffer.from(image);
  const used: number[] = [];
  for (let at = 0; at + 2048 <= image.length; at += 2048) {
    const isUsed =
      image.readBigUInt64LE(at) !== 0n || image.subarray(at, at + 2048).some((byte) => byte !== 0);
    if (isUsed) used.push(at);
  }
  for (const { sector, offset, bytes, isSealed, copyFrom } of changes) {
    const at = used[sector % used.length] ?? 0;
    if (copyFrom !== null) {
      const from = used[copyFrom % used.length] ?? 0;
      image.copy(copy, at, from, from + 2048);
      continue;
    }
    for (const [index, byte] of bytes.entries()) copy[at + Math.min(2047, offset + index)] = byte;
    if (isSealed) reseal(copy.subarray(at, at + 2048));
  }
  return copy;
}

/** Makes a descriptor's tag right again, if the sector looks like one. */
function reseal(sector: Buffer): void {
  const id = sector.readUInt16LE(0);
  const length = 16 + sector.readUInt16LE(10);
  const isTag = (id >= 1 && id <= 9) || (id >= 256 && id <= 266);
  if (!isTag || length > sector.length || length < 24) return;
  const revision = sector.readUInt16LE(2) === 3 ? 0x200 : 0x102;
  sealTag(sector.subarray(0, length), { id, location: sector.readUInt32LE(12), revision });
}
