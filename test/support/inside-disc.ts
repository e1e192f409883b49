import { execFile } from 'node:child_process';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { crc32, deflateSync } from 'node:zlib';
import { openFileSystem } from '../../src/engine/fs/index.ts';
import { SECTOR_BYTES, type SectorRange } from '../../src/model/index.ts';
import { MemorySource } from './memory-source.ts';
import { Random } from './random.ts';
import type { ServerLab } from './server-lab.ts';

const exec = promisify(execFile);

/** What would run if a browser took it for a page. */
const hostilePage = '<!doctype html><title>x</title><script>document.title = "HACKED"</script><h1>page</h1>';

/** Contents of a disc by path. */
export type DiscTree = ReadonlyMap<string, string | Buffer>;

/** A disc with everything that people look at, and what they should not have to fear. */
export function variedTree(): DiscTree {
  return new Map<string, string | Buffer>([
    ['hostile/page.html', hostilePage],
    [
      'hostile/picture.svg',
      '<svg xmlns="http://www.w3.org/2000/svg"><script>document.title = "HACKED"</script></svg>',
    ],
    ['hostile/page.png', hostilePage],
    ['hostile/<img src=x onerror=alert(1)>.txt', '<img src=x onerror="document.title=1">'],
    ['music/tone.wav', toneWave()],
    ['pictures/2009/sky 10.png', skyPicture(24)],
    ['pictures/2009/sky 9.png', skyPicture(120)],
    ['LIESMICH.TXT', Buffer.from([0x47, 0x72, 0x81, 0xe1, 0x65, 0x0d, 0x0a])],
    ['large.bin', new Random(7).bytes(3 << 20)],
    ['notes.txt', 'First line\nSecond line ü\n'],
    ['nothing.txt', ''],
  ]);
}

/** Many small files in a folder `many`: `file 000.bin`, each with its own byte. */
export function manyFiles(count: number, sizeBytes: number): DiscTree {
  const digits = String(count - 1).length;
  return new Map(
    Array.from({ length: count }, (_, index) => [
      `many/file ${String(index).padStart(digits, '0')}.bin`,
      Buffer.alloc(sizeBytes, index),
    ]),
  );
}

/** Makes a disc of a tree, with an image drive that has it in; one file may be hit in its second sector. */
export async function addTreeDrive(
  lab: ServerLab,
  id: string,
  {
    tree,
    label,
    hit,
    rateKBps = null,
  }: { tree: DiscTree; label: string; hit?: string; rateKBps?: number | null },
): Promise<void> {
  const folder = join(lab.folder, `disc-${id}`);
  const path = join(lab.folder, 'discs', `${id}.iso`);
  for (const [name, contents] of tree) {
    await mkdir(join(folder, name, '..'), { recursive: true });
    await writeFile(join(folder, name), contents);
  }
  await exec('xorriso', ['-no_rc', '-as', 'mkisofs', '-quiet', '-R', '-J', '-V', label, '-o', path, folder]);
  await rm(folder, { recursive: true });
  const badSectors = hit === undefined ? [] : [await secondSectorOf(path, hit)];
  const answer = await lab.post('/api/image-drives', { id, path, rateKBps, badSectors });
  if (answer.status !== 201) throw new Error(answer.text);
  await lab.until(async () => (await lab.get(`/api/disks/${id}`)).json?.disc != null, `${id} is ready`);
}

/** Reads such a disc into the library; the image's id. */
export async function addTreeImage(
  lab: ServerLab,
  id: string,
  wish: Parameters<typeof addTreeDrive>[2],
): Promise<number> {
  await addTreeDrive(lab, id, wish);
  const { uuid } = await lab.order(id, { mode: wish.hit === undefined ? 'standard' : 'rescue' });
  return (await lab.untilJob(uuid, 'completed')).isoId ?? 0;
}

async function secondSectorOf(path: string, name: string): Promise<SectorRange> {
  const reader = await openFileSystem(new MemorySource(await readFile(path)));
  const [first] = await (await reader.stat(name)).extents();
  if (first?.kind !== 'data') throw new Error(`${name} has no data`);
  const lba = Math.floor(first.byteOffset / SECTOR_BYTES) + 1;
  return { firstLba: lba, lastLba: lba };
}

/** A picture of a sky that gets brighter (PNG, RFC 2083). */
function skyPicture(width: number): Buffer {
  const height = Math.round((width * 2) / 3);
  const rows = Array.from({ length: height }, (_, y) => {
    const share = y / height;
    const pixel = [40 + 150 * share, 90 + 120 * share, 180 + 60 * share];
    return Buffer.from([0, ...Array.from({ length: width }, () => pixel).flat()]);
  });
  const head = Buffer.alloc(13);
  head.writeUInt32BE(width, 0);
  head.writeUInt32BE(height, 4);
  head.set([8, 2, 0, 0, 0], 8);
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  const parts = [chunk('IHDR', head), chunk('IDAT', deflateSync(Buffer.concat(rows))), chunk('IEND')];
  return Buffer.concat([signature, ...parts]);
}

function chunk(type: string, data: Buffer = Buffer.alloc(0)): Buffer {
  const body = Buffer.concat([Buffer.from(type), data]);
  const sizes = [Buffer.alloc(4), Buffer.alloc(4)] as const;
  sizes[0].writeUInt32BE(data.length);
  sizes[1].writeUInt32BE(crc32(body));
  return Buffer.concat([sizes[0], body, sizes[1]]);
}

/** Two seconds of a tone (RIFF WAVE, 8 bits, 8 kHz, one channel). */
function toneWave(): Buffer {
  const samples = Buffer.from(
    Array.from({ length: 16_000 }, (_, at) => 128 + Math.round(60 * Math.sin((at * Math.PI) / 9))),
  );
  const head = Buffer.alloc(44);
  head.write('RIFF', 0);
  head.writeUInt32LE(36 + samples.length, 4);
  head.write('WAVEfmt ', 8);
  head.writeUInt32LE(16, 16);
  head.writeUInt16LE(1, 20);
  head.writeUInt16LE(1, 22);
  head.writeUInt32LE(8000, 24);
  head.writeUInt32LE(8000, 28);
  head.writeUInt16LE(1, 32);
  head.writeUInt16LE(8, 34);
  head.write('data', 36);
  head.writeUInt32LE(samples.length, 40);
  return Buffer.concat([head, samples]);
}
