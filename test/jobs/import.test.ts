import { mkdir, readdir, stat, symlink, truncate, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { ImportReport, Job } from '../../src/model/index.ts';
import { JobLab, operator } from '../support/job-lab.ts';
import { layImage } from '../support/library-lab.ts';

let lab: JobLab;
let tree: string;

beforeEach(async () => {
  lab = await JobLab.open();
  tree = join(lab.folder, 'library');
  await lab.room.start();
});
afterEach(async () => {
  const { errors } = lab;
  await lab.remove();
  expect(errors).toEqual([]);
});

/** Every file of the tree with its size and times, so that any change is seen. */
async function lookOf(folder: string): Promise<readonly string[]> {
  const names = await readdir(folder, { recursive: true });
  const facts = names.sort().map(async (name) => {
    const { size, mtimeMs, ctimeMs, mode } = await stat(join(folder, name));
    return `${name} ${size} ${mtimeMs} ${ctimeMs} ${mode}`;
  });
  return await Promise.all(facts);
}

async function importTree(
  order: { dryRun?: boolean; checkSums?: 'now' | 'later' } = {},
): Promise<{ job: Job; report: ImportReport }> {
  const { uuid } = await lab.jobs.importTree(operator, { path: tree, ...order });
  const job = await lab.until(uuid, 'completed');
  if (job.work?.kind !== 'import' || job.work.report === undefined) throw new Error('it has no report');
  return { job, report: job.work.report };
}

const rows = () => lab.store.isos.byPathAfter('', 20_000);

it('takes 10,000 images with progress, and nothing the second time', async () => {
  for (let folder = 0; folder < 20; folder += 1) {
    const path = join(tree, `shelf ${folder}`);
    await mkdir(path, { recursive: true });
    for (let number = 0; number < 500; number += 1) {
      const image = join(path, `disc ${number}.iso`);
      await writeFile(image, '');
      await truncate(image, 700_000_000 - number * 2048);
    }
  }
  const before = await lookOf(tree);
  const seen: number[] = [];
  lab.room.notices.listen((notice) => {
    const items = notice.type === 'live' ? notice.change.progress?.items : undefined;
    if (items !== undefined) seen.push(items.done);
  });

  const dry = await importTree({ dryRun: true });
  expect(dry.report).toMatchObject({ found: 10_000, added: { count: 10_000 }, refused: { count: 0 } });
  expect(rows()).toEqual([]);

  seen.length = 0;
  const first = await importTree();
  expect(first.report).toEqual(dry.report);
  expect(first.report.added.first).toHaveLength(20);
  expect(first.job).toMatchObject({ fraction: 1, outputPath: tree });
  expect(new Set(seen).size).toBeGreaterThan(2);
  expect(seen).toEqual([...seen].sort((a, b) => a - b));
  const taken = rows();
  expect(taken).toHaveLength(10_000);

  const second = await importTree();
  expect(second.report).toMatchObject({ found: 10_000, added: { count: 0 }, known: { count: 10_000 } });
  expect(second.report).toMatchObject({ changed: { count: 0 }, addedBytes: 0, refused: { count: 0 } });
  expect(rows()).toEqual(taken);
  expect(await lookOf(tree)).toEqual(before);
}, 600_000);

it('tells what is new, known, changed, damaged and refused, and follows no link', async () => {
  const outside = join(lab.folder, 'outside');
  await layImage(outside, 'secret.iso');
  await symlink(outside, join(tree, 'way out'));
  await symlink(join(outside, 'secret.iso'), join(tree, 'linked.iso'));
  await layImage(tree, 'good.iso');
  await layImage(tree, 'cut.iso', { seed: 2 });
  await truncate(join(tree, 'cut.iso'), 2048);
  await writeFile(join(tree, 'other.nrg'), 'x');
  await writeFile(join(tree, 'lost.cue'), 'FILE "nowhere.bin" BINARY\n');
  await writeFile(
    join(tree, 'disc.cue'),
    'FILE "disc.bin" BINARY\n  TRACK 01 MODE1/2352\n    INDEX 01 00:00:00\n',
  );
  await writeFile(join(tree, 'disc.bin'), Buffer.alloc(2352 * 4));
  const { report } = await importTree();
  expect(report).toMatchObject({ found: 3, added: { count: 3 }, mismatched: { count: 1 } });
  expect(report.mismatched.first).toEqual([join(tree, 'cut.iso')]);
  expect([...report.refused.first].sort((a, b) => (a.path < b.path ? -1 : 1))).toEqual([
    { path: join(tree, 'linked.iso'), why: 'link' },
    { path: join(tree, 'lost.cue'), why: 'sheet-without-files' },
    { path: join(tree, 'other.nrg'), why: 'unsupported' },
  ]);
  expect(rows().map(({ fileName }) => fileName)).toEqual(['cut.iso', 'disc.cue', 'good.iso']);
  expect(rows()[1]).toMatchObject({
    parts: [{ fileName: 'disc.bin', role: 'session', sizeBytes: 2352 * 4 }],
  });

  await truncate(join(tree, 'disc.bin'), 2352 * 2);
  const again = await importTree();
  expect(again.report).toMatchObject({ added: { count: 0 }, known: { count: 1 }, mismatched: { count: 0 } });
  expect(again.report.changed.first.sort()).toEqual([join(tree, 'cut.iso'), join(tree, 'disc.cue')]);
});

it('does not take a disc of which tracks are missing for a whole one', async () => {
  await mkdir(tree, { recursive: true });
  const track = (number: number) =>
    `FILE "track 0${number}.bin" BINARY\n  TRACK 0${number} AUDIO\n    INDEX 01 00:00:00\n`;
  await writeFile(join(tree, 'album.cue'), [1, 2, 3].map(track).join(''));
  for (const number of [1, 3]) await writeFile(join(tree, `track 0${number}.bin`), Buffer.alloc(2352 * 4));
  const { report } = await importTree();
  expect(report).toMatchObject({ found: 0, added: { count: 0 }, refused: { count: 2 } });
  expect(report.refused.first).toEqual([
    { path: join(tree, 'album.cue'), why: 'sheet-without-files' },
    { path: join(tree, 'track 02.bin'), why: 'missing' },
  ]);
  expect(rows()).toEqual([]);

  await writeFile(join(tree, 'track 02.bin'), Buffer.alloc(2352 * 4));
  expect((await importTree()).report).toMatchObject({ added: { count: 1 }, refused: { count: 0 } });
});

it('an image that a sheet names is an image, whatever its ending', async () => {
  const { filePath } = await layImage(tree, 'game.iso');
  await writeFile(
    join(tree, 'sheet.cue'),
    'FILE "game.iso" BINARY\n  TRACK 01 MODE1/2048\n    INDEX 01 00:00:00\n',
  );
  await importTree();
  expect(rows()).toMatchObject([
    { fileName: 'sheet.cue', parts: [{ fileName: basename(filePath), role: 'image' }] },
  ]);
});

it('compares with the sums before it takes, once', async () => {
  const { filePath, bytes } = await layImage(tree, 'rotten.iso');
  await layImage(tree, 'sound.iso', { seed: 2 });
  bytes[5000] = (bytes[5000] ?? 0) ^ 1;
  await writeFile(filePath, bytes);
  const { report } = await importTree({ checkSums: 'now' });
  expect(report).toMatchObject({ added: { count: 2 }, mismatched: { count: 1, first: [filePath] } });
  expect(rows().map(({ verdict }) => verdict)).toEqual(['mismatch', 'ok']);
  const second = await importTree({ checkSums: 'now' });
  expect(second.report).toMatchObject({ added: { count: 0 }, known: { count: 2 } });
  expect(rows().map(({ id }) => lab.store.isos.countVerifications(id))).toEqual([1, 1]);
});

it('takes compressed images by the name that their papers know', async () => {
  await layImage(tree, 'small.iso', { sectors: 40 });
  const { report: first } = await importTree();
  expect(first.added.count).toBe(1);
  const [row] = rows();
  const { uuid } = await lab.jobs.compressImage(operator, row?.id ?? 0);
  await lab.until(uuid, 'completed');
  const [compressed] = rows();
  expect((await importTree()).report).toMatchObject({ added: { count: 0 }, known: { count: 1 } });
  lab.store.isos.delete(row?.id ?? 0);
  expect((await importTree({ checkSums: 'now' })).report).toMatchObject({ mismatched: { count: 0 } });
  const { filePath, fileName, sizeBytes, storedBytes, sha256 } = compressed ?? {};
  expect(filePath).toBe(join(tree, 'small.iso.zst'));
  expect(rows()).toMatchObject([{ filePath, fileName, sizeBytes, storedBytes, sha256, verdict: 'ok' }]);
});
