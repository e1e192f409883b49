import { createHash } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { basename, extname, join } from 'node:path';
import { Parse } from 'typebox/value';
import { type ImagePart, type Iso, Provenance } from '../../src/model/index.ts';
import type { Store } from '../../src/store/index.ts';
import { Random } from './random.ts';

const fixture = new URL('../fixtures/image/provenance.json', import.meta.url);

const sumsOf = (bytes: Uint8Array) => ({
  sha256: createHash('sha256').update(bytes).digest('hex'),
  md5: createHash('md5').update(bytes).digest('hex'),
});

/** A provenance as a job would write it. */
export async function provenanceOf(changes: Partial<Provenance>): Promise<Provenance> {
  return { ...Parse(Provenance, JSON.parse(await readFile(fixture, 'utf8'))), ...changes };
}

/** Lays an image of random bytes with its papers into a folder, as a job would; the database knows nothing of it yet. */
export async function layImage(
  folder: string,
  fileName: string,
  {
    sectors = 20,
    seed = 1,
    changes = {},
  }: { sectors?: number; seed?: number; changes?: Partial<Provenance> } = {},
): Promise<{ filePath: string; bytes: Buffer; provenance: Provenance }> {
  await mkdir(folder, { recursive: true });
  const bytes = new Random(seed).bytes(sectors * 2048);
  const checksums = sumsOf(bytes);
  const provenance = await provenanceOf({ fileName, sizeBytes: bytes.length, checksums, ...changes });
  const stem = basename(fileName, extname(fileName));
  await writeFile(join(folder, fileName), bytes);
  await writeFile(join(folder, `${stem}.json`), `${JSON.stringify(provenance, null, 2)}\n`);
  await writeFile(join(folder, `${stem}.sha256`), `${checksums.sha256}  ${fileName}\n`);
  await writeFile(join(folder, `${stem}.md5`), `${checksums.md5}  ${fileName}\n`);
  return { filePath: join(folder, fileName), bytes, provenance };
}

/** The same, known to the database. */
export async function addImage(
  store: Store,
  folder: string,
  fileName: string,
  options: Parameters<typeof layImage>[2] = {},
): Promise<Iso & { bytes: Buffer }> {
  const { filePath, bytes, provenance } = await layImage(folder, fileName, options);
  return { ...addRow(store, filePath, provenance), bytes };
}

function addRow(store: Store, filePath: string, provenance: Provenance): Iso {
  const { disc, checksums, companions } = provenance;
  return store.isos.upsert({
    ...{ jobUuid: null, fileName: basename(filePath), filePath, provenance },
    sizeBytes: companions.reduce((sum, part) => sum + part.sizeBytes, provenance.sizeBytes),
    ...{ md5: checksums.md5 ?? null, sha256: checksums.sha256 ?? null },
    ...{ discKind: disc.kind, discLabel: disc.label, fingerprintId: disc.fingerprint.id },
    ...{ isComplete: provenance.isComplete, badBytes: provenance.badBytes, createdAt: provenance.finishedAt },
  });
}

/** A set of files in a folder of its own: a sheet, the session it names, a log. */
export async function addSet(store: Store, folder: string, name: string): Promise<Iso> {
  const own = join(folder, name);
  await mkdir(own, { recursive: true });
  const files: Record<string, Buffer> = {
    [`${name}.cue`]: Buffer.from(
      `FILE "${name}.bin" BINARY\r\n  TRACK 01 AUDIO\r\n    INDEX 01 00:00:00\r\nFILE "02 other.flac" WAVE\r\n  TRACK 02 AUDIO\r\n    INDEX 01 00:00:00\r\n`,
    ),
    [`${name}.bin`]: new Random(5).bytes(2352 * 8),
    '02 other.flac': Buffer.from('fLaC not really'),
    [`${name}.toc`]: Buffer.from(`CD_DA\nTRACK AUDIO\nFILE "${name}.bin" 0 00:00:08\n`),
    [`${name}.log`]: Buffer.from('all went well\n'),
  };
  const roles: Record<string, ImagePart['role']> = {
    bin: 'session',
    flac: 'track',
    toc: 'sheet',
    log: 'log',
  };
  const parts = Object.entries(files).map(([fileName, bytes]) => ({
    fileName,
    role: roles[extname(fileName).slice(1)] ?? 'sheet',
    sizeBytes: bytes.length,
    checksums: sumsOf(bytes),
  }));
  const [main, ...companions] = parts;
  if (main === undefined) throw new Error('a set has files');
  const { role: _, ...facts } = main;
  const provenance = await provenanceOf({ ...facts, companions });
  for (const [fileName, bytes] of Object.entries(files)) await writeFile(join(own, fileName), bytes);
  await writeFile(join(own, `${name}.json`), `${JSON.stringify(provenance, null, 2)}\n`);
  for (const sum of ['sha256', 'md5'] as const) {
    const lines = parts.map(({ fileName, checksums }) => `${checksums[sum]}  ${fileName}\n`);
    await writeFile(join(own, `${name}.${sum}`), lines.join(''));
  }
  return addRow(store, join(own, main.fileName), provenance);
}
