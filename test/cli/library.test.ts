import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { verifyImage } from '#engine/index.ts';
import { datFile, romOf, strangers } from '../support/dat-files.ts';
import { JobLab, operator, seen } from '../support/job-lab.ts';
import { addImage, layImage } from '../support/library-lab.ts';
import { startCli } from './run-cli.ts';

let lab: JobLab;
beforeEach(async () => {
  lab = await JobLab.open();
});
afterEach(() => lab.remove());

async function library(words: readonly string[]) {
  const result = await startCli(['library', ...words]).ended;
  expect(result.exitCode, result.stderr).toBe(0);
  return result.stdout;
}

it('makes of the papers alone the catalogue that was lost', async () => {
  const tree = join(lab.folder, 'library');
  // One that a job has read, and some that it has not.
  const key = await lab.addDrive('a', await lab.makeDisc('disc', { sectors: 100 }));
  await lab.room.start();
  await seen(lab, key);
  const read = await lab.create('a');
  await lab.until(read.uuid, 'completed');
  await layImage(join(tree, 'data'), 'plain.iso', { seed: 3 });
  const imported = await lab.jobs.importTree(operator, { path: tree });
  await lab.until(imported.uuid, 'completed');
  const [plain, made] = lab.store.isos.byPathAfter('', 10);
  if (plain === undefined || made === undefined) throw new Error('there are two images');
  const said = { title: 'Ferien', notes: 'Zeile 1\nZeile 2', tags: ['Größe', 'alt'] };
  await lab.library.change(operator, made.id, said);
  for (const at of ['2026-01-01T00:00:00.000Z', '2026-02-01T00:00:00.000Z']) {
    const report = await verifyImage(plain.filePath);
    lab.store.isos.addVerification({ isoId: plain.id, jobUuid: null, at, verdict: report.verdict, report });
  }
  await lab.library.writeNotes();
  const before = [...lab.library.export('json')].join('');
  expect(JSON.parse(before)).toMatchObject([
    { verifications: 2 },
    { title: 'Ferien', tags: ['Größe', 'alt'] },
  ]);
  expect(await library(['export', '--data', lab.folder])).toBe(before);

  const data = join(lab.folder, 'new');
  const answer = await library(['rebuild', tree, '--json', '--data', data]);
  expect(JSON.parse(answer).report).toMatchObject({ found: 2, added: { count: 2 }, refused: { count: 0 } });
  expect(await library(['export', '--data', data])).toBe(before);
  expect(await library(['export', '--format', 'csv', '--data', data])).toBe(
    [...lab.library.export('csv')].join(''),
  );
  const note = await readFile(join(tree, 'data', 'plain.catalogue'), 'utf8');
  const again = await library(['rebuild', tree, '--json', '--data', data]);
  expect(JSON.parse(again).report).toMatchObject({ added: { count: 0 }, known: { count: 2 } });
  expect(await readFile(join(tree, 'data', 'plain.catalogue'), 'utf8')).toBe(note);
});

it('knows dumps by a DAT file until it is removed, with and without a server', async () => {
  const iso = await addImage(lab.store, join(lab.folder, 'library'), 'known.iso');
  const known = { title: 'Known Disc', roms: [romOf('k.iso', iso.bytes)] };
  const file = join(lab.folder, 'lab.dat');
  const data = ['--data', lab.folder];
  await writeFile(file, datFile([...strangers(20), known], { name: 'Lab', version: '3' }));
  await library(['dat', 'import', file, ...data]);
  expect(lab.store.isos.get(iso.id)?.knownGood).toMatchObject({
    dat: 'Lab',
    version: '3',
    title: 'Known Disc',
  });
  expect(await library(['dat', 'list', ...data])).toBe('Lab (3): 21 dumps, 1 images known\n');
  expect(JSON.parse(await library(['dat', 'list', '--json', ...data]))).toMatchObject({
    name: 'Lab',
    tracks: 41,
  });
  const broken = startCli(['library', 'dat', 'import', join(lab.folder, 'disk2iso.db'), ...data]);
  expect(await broken.ended).toMatchObject({ exitCode: 2, stderr: expect.stringContaining('Line 1') });
  await library(['dat', 'remove', 'Lab', ...data]);
  expect(lab.store.isos.get(iso.id)?.knownGood).toBeNull();
  const gone = await startCli(['library', 'dat', 'remove', 'Lab', ...data]).ended;
  expect(gone.exitCode).toBe(2);
});
