import { readdir, rm, stat, writeFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { exec } from '#engine/index.ts';
import { AppError, SECTOR_BYTES, type SectorRange } from '#model/index.ts';

/** A file on the demonstration's disc and the sectors it lies in. */
export type DiscFile = SectorRange & { readonly path: string };

/** A disc made of disk2iso's own files. */
export type DemoDisc = {
  readonly path: string;
  readonly sizeBytes: number;
  readonly files: readonly DiscFile[];
};

/** Enough to see something happen, little enough not to bore. */
const wantedBytes = 28_000_000;
/** What comes onto the disc first; after it come libraries that disk2iso stands on, until it is large enough. */
const ownParts = [
  'README.md',
  'README.de.md',
  'LICENSE',
  'CHANGELOG.md',
  'CONTRIBUTING.md',
  'docs',
  'src',
  'test',
];
const libraries = 'node_modules';
const largestFileBytes = 4_000_000;

/**
 * Makes an ISO 9660 image with Joliet and Rock Ridge names from disk2iso's own files. `root` is the project's folder,
 * `folder` the one that gets `disc.iso`. Errors: `TOOL_MISSING`, `TOOL_FAILED`.
 */
export async function makeDemoDisc(root: string, folder: string, signal: AbortSignal): Promise<DemoDisc> {
  const list = join(folder, 'disc-files.txt');
  const path = join(folder, 'disc.iso');
  const files = await chooseFiles(root, signal);
  await writeFile(list, files.map((file) => `${graft(relative(root, file))}=${graft(file)}\n`).join(''));
  const volume = ['-V', 'DISK2ISO_DEMO', '-J', '-R'];
  const content = ['-graft-points', '-path-list', list];
  await runXorriso(['-as', 'mkisofs', '-quiet', ...volume, '-o', path, ...content], signal);
  await rm(list);
  const report = await runXorriso(
    ['-indev', path, '-find', '/', '-type', 'f', '-exec', 'report_lba'],
    signal,
  );
  return { path, sizeBytes: (await stat(path)).size, files: parseReportLba(report) };
}

/** A path in a line `target=source` of a path list (xorrisofs(1), -graft-points). */
function graft(path: string): string {
  return path.replace(/[\\=]/g, '\\$&');
}

async function chooseFiles(root: string, signal: AbortSignal): Promise<string[]> {
  const chosen: string[] = [];
  let sum = 0;
  for (const part of [...ownParts, libraries]) {
    for (const file of await filesBelow(join(root, part))) {
      if (sum >= wantedBytes) return chosen;
      signal.throwIfAborted();
      const { size } = await stat(file);
      if (size > largestFileBytes || file.includes('\n')) continue;
      chosen.push(file);
      sum += size;
    }
  }
  return chosen;
}

/**
 * Regular files at or below a path, in order of their names; none if there is no such path. Hidden ones (caches in
 * node_modules) are left out: they come and go while we look.
 */
async function filesBelow(path: string): Promise<string[]> {
  const facts = await stat(path).catch(() => null);
  if (facts === null) return [];
  if (facts.isFile()) return [path];
  const entries = await readdir(path, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .filter(
      (file) =>
        !relative(path, file)
          .split('/')
          .some((name) => name.startsWith('.')),
    )
    .sort();
}

async function runXorriso(args: readonly string[], signal: AbortSignal): Promise<string> {
  const chunks: Buffer[] = [];
  const result = await exec('xorriso', ['-no_rc', ...args], {
    signal,
    timeoutMs: 120_000,
    onStdout: (chunk) => chunks.push(chunk),
  });
  if (result.exitCode === 0) return Buffer.concat(chunks).toString('utf8');
  signal.throwIfAborted();
  const lines = result.stderr.toString('utf8').trim().split('\n').slice(-5);
  throw new AppError('TOOL_FAILED', 'xorriso could not make the disc of the demonstration.', {
    details: { exitCode: result.exitCode, lines },
  });
}

/**
 * Files with their sectors from xorriso's report_lba, whose lines read
 * `File data lba:  0 ,       66 ,        3 ,     5530 , '/src/main.ts'` (extent, first block, blocks, bytes, path).
 */
export function parseReportLba(report: string): DiscFile[] {
  const files: DiscFile[] = [];
  for (const line of report.split('\n')) {
    const match = /^File data lba: +0 , +(\d+) , +(\d+) , +\d+ , '(.*)'$/.exec(line);
    if (match === null || Number(match[2]) === 0) continue;
    const firstLba = Number(match[1]);
    files.push({ firstLba, lastLba: firstLba + Number(match[2]) - 1, path: match[3] ?? '' });
  }
  return files;
}

/** A spot on the disc that shall be unreadable, and the file it lies in. */
export type Spot = { readonly range: SectorRange; readonly file: string };

/**
 * Picks three spots in the middle of files that lie about a fifth, a half and four fifths into the disc: one sector,
 * a scratch of five, a hole of sixteen. Error: `INTERNAL` if the disc is too small for that.
 */
export function chooseSpots(disc: DemoDisc): Spot[] {
  const total = disc.sizeBytes / SECTOR_BYTES;
  const wanted = [
    { place: 0.2, sectors: 1 },
    { place: 0.5, sectors: 5 },
    { place: 0.8, sectors: 16 },
  ];
  return wanted.map(({ place, sectors }) => {
    // A short name nearby is better to read than a long one exactly there.
    const farness = ({ firstLba, path }: DiscFile) => Math.abs(firstLba / total - place) + path.length / 500;
    const file = disc.files
      .filter((candidate) => candidate.lastLba - candidate.firstLba >= sectors + 2)
      .sort((a, b) => farness(a) - farness(b))[0];
    if (file === undefined)
      throw new AppError('INTERNAL', 'The disc of the demonstration has no file to damage.');
    const firstLba = file.firstLba + Math.floor((file.lastLba - file.firstLba + 1 - sectors) / 2);
    return { range: { firstLba, lastLba: firstLba + sectors - 1 }, file: file.path.replace(/^\//, '') };
  });
}
