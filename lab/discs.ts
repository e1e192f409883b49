import { createHash } from 'node:crypto';
import { copyFile, mkdir, open, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { SectorRange } from '../src/model/index.ts';
import { Random } from '../test/support/random.ts';
import type { Machine } from './machine.ts';
import { runProgram } from './run-program.ts';

export const sectorBytes = 2048;

/** A disc whose every byte is known: a file of this machine that a drive of the guest shows. */
export type Disc = {
  readonly path: string;
  /** What it calls itself. */
  readonly label: string;
  readonly sizeBytes: number;
};

export type DataDiscWish = {
  readonly label: string;
  /** MiB of incompressible content. */
  readonly mib: number;
  /** Sectors behind what the file system claims, as a recorder leaves them. */
  readonly runOutSectors?: number;
};

/** Makes the discs of the tests, in a folder of its own; nothing is made twice. */
export class DiscMaker {
  readonly #folder: string;
  #count = 0;

  constructor(folder: string) {
    this.#folder = folder;
  }

  /** ISO 9660 with Joliet and Rock Ridge: two files of half its size, and a small one. */
  async data({ label, mib, runOutSectors = 0 }: DataDiscWish): Promise<Disc> {
    const { path, content, seed } = await this.#begin();
    const random = new Random(seed);
    const half = Math.floor((mib * 1024 * 1024) / 2);
    await writeFile(join(content, 'first.bin'), random.bytes(half));
    await writeFile(join(content, 'second.bin'), random.bytes(half));
    await writeFile(join(content, 'read me.txt'), `${label || 'a disc without a label'}, number ${seed}\n`);
    await runProgram('xorriso', [
      ...['-as', 'mkisofs', '-quiet', '-J', '-R', '-no-pad', '-V', label || 'X', '-o', path, content],
    ]);
    if (label === '' || label.includes('/')) await relabel(path, label);
    if (runOutSectors > 0) await appendZeros(path, runOutSectors * sectorBytes);
    return this.#end({ path, content, label });
  }

  /** A DVD with video: ISO 9660 and UDF 1.02 over the same files (bridge), `VIDEO_TS` in the root. */
  async video(label: string, mib: number): Promise<Disc> {
    const { path, content, seed } = await this.#begin();
    const random = new Random(seed);
    const folder = join(content, 'VIDEO_TS');
    await mkdir(folder);
    await mkdir(join(content, 'AUDIO_TS'));
    for (const [name, bytes] of [
      ['VIDEO_TS.IFO', 12 * sectorBytes],
      ['VIDEO_TS.BUP', 12 * sectorBytes],
      ['VTS_01_0.IFO', 20 * sectorBytes],
      ['VTS_01_1.VOB', mib * 1024 * 1024],
      ['VTS_01_0.BUP', 20 * sectorBytes],
    ] as const) {
      await writeFile(join(folder, name), random.bytes(bytes));
    }
    await runProgram('genisoimage', ['-quiet', '-udf', '-V', label, '-o', path, content]);
    return this.#end({ path, content, label });
  }

  /** UDF and nothing else, filled through the file system of the guest's kernel. */
  async udf(machine: Machine, { label, mib }: { label: string; mib: number }): Promise<Disc> {
    const { path, content, seed } = await this.#begin();
    const random = new Random(seed);
    await writeFile(join(machine.sharePath, 'payload.bin'), random.bytes(mib * 1024 * 1024));
    const sectors = Math.ceil(((mib + 2) * 1024 * 1024) / sectorBytes);
    await machine.run(
      [
        'set -e; cd /tmp; rm -f udf.img; mkdir -p udf',
        `mkudffs --new-file --blocksize=2048 --media-type=dvdram --label='${label}' udf.img ${sectors} > /dev/null`,
        'mount -t udf -o loop udf.img udf',
        'mkdir -p udf/folder/inner; cp /lab/payload.bin udf/folder/inner/; head -c 100000 /lab/payload.bin > udf/small.bin',
        'umount udf; cp udf.img /lab/udf.img; rm udf.img',
      ].join('\n'),
    );
    await copyFile(join(machine.sharePath, 'udf.img'), path);
    await rm(join(machine.sharePath, 'udf.img'));
    return this.#end({ path, content, label });
  }

  async #begin(): Promise<{ path: string; content: string; seed: number }> {
    this.#count += 1;
    const seed = this.#count;
    const content = join(this.#folder, `content-${seed}`);
    await mkdir(content, { recursive: true });
    return { path: join(this.#folder, `disc-${seed}.img`), content, seed };
  }

  async #end({ path, content, label }: { path: string; content: string; label: string }): Promise<Disc> {
    await rm(content, { recursive: true });
    const disc = await open(path);
    try {
      return { path, label, sizeBytes: (await disc.stat()).size };
    } finally {
      await disc.close();
    }
  }
}

/**
 * SHA-256 of what an image of the disc must hold: its first `sizeBytes`, with zeros where sectors cannot be read.
 */
export async function sumOf(
  disc: Disc,
  { bad = [], sizeBytes = disc.sizeBytes }: { bad?: readonly SectorRange[]; sizeBytes?: number } = {},
): Promise<string> {
  const bytes = (await readFile(disc.path)).subarray(0, sizeBytes);
  for (const { firstLba, lastLba } of bad) bytes.fill(0, firstLba * sectorBytes, (lastLba + 1) * sectorBytes);
  return createHash('sha256').update(bytes).digest('hex');
}

/** First sector of the path table: ECMA-119 8.4.16, the little-endian number at byte 141 of the volume descriptor. */
export async function pathTableLba(disc: Disc): Promise<number> {
  return (await readFile(disc.path)).readUInt32LE(16 * sectorBytes + 140);
}

/** Volume identifiers of both descriptors (ECMA-119 8.4.7, bytes 41–72): programs that make discs refuse odd ones. */
async function relabel(path: string, label: string): Promise<void> {
  const disc = await open(path, 'r+');
  try {
    for (let lba = 16; ; lba += 1) {
      const descriptor = Buffer.alloc(sectorBytes);
      await disc.read(descriptor, 0, sectorBytes, lba * sectorBytes);
      const type = descriptor[0];
      if (type === 255) return;
      if (type === 1) descriptor.write(label.padEnd(32, ' '), 40, 'latin1');
      // Joliet: UCS-2, big-endian.
      if (type === 2) Buffer.from(label.padEnd(16, ' '), 'utf16le').swap16().copy(descriptor, 40);
      await disc.write(descriptor, 0, sectorBytes, lba * sectorBytes);
    }
  } finally {
    await disc.close();
  }
}

async function appendZeros(path: string, count: number): Promise<void> {
  const disc = await open(path, 'a');
  try {
    await disc.write(Buffer.alloc(count));
  } finally {
    await disc.close();
  }
}
