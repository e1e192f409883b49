/**
 * How fast one folder of 20,000 files is listed, and one file of it read: disk2iso against 7zz, bsdtar and isoinfo. Medians
 * of several rounds, all programs in turn in each round, with a warm cache. `API` asks a server of its own, which has the
 * image in its library and open: a listing takes as many pages as the API needs for it. `reader` is what the server does
 * within; the others include starting the program.
 *
 *   node bench/inside-image.ts            (DISK2ISO_BENCH_FILES, DISK2ISO_BENCH_ROUNDS change files and rounds)
 */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { exec, FileSectorSource, lookUpProgram, openFileSystem } from '../src/engine/index.ts';
import { startOwnServer } from './running-server.ts';

const files = Number(process.env.DISK2ISO_BENCH_FILES ?? 20_000);
const rounds = Number(process.env.DISK2ISO_BENCH_ROUNDS ?? 7);
const folder = await mkdtemp(join(tmpdir(), 'disk2iso-bench-'));
const library = join(folder, 'images');
const image = join(library, 'image.iso');
const launcher = new URL('../bin/disk2iso', import.meta.url).pathname;
const wanted = `many/file number ${files - 1}.dat`;

/** Output of a program that has to succeed and to name the last file, or to hold its contents. */
async function must(program: string, args: readonly string[], text: string): Promise<void> {
  const { exitCode, stdout, stderr } = await exec(program, args);
  if (exitCode !== 0) throw new Error(`${program} failed: ${stderr.toString('utf8').slice(-500)}`);
  if (!stdout.includes(text)) throw new Error(`${program} did not give ${text}`);
}

type Contender = { readonly name: string; readonly program: string | null; run(): Promise<void> };

await mkdir(join(folder, 'tree/many'), { recursive: true });
await mkdir(library);
for (let index = 0; index < files; index += 1) {
  await writeFile(join(folder, `tree/many/file number ${index}.dat`), `contents of ${index}`);
}
const makeArgs = ['-quiet', '-R', '-J', '-o', image, join(folder, 'tree')];
const made = await exec('genisoimage', makeArgs);
if (made.exitCode !== 0) throw new Error('genisoimage failed');
const source = await FileSectorSource.open(image);
const reader = await openFileSystem(source);
const server = await startOwnServer(folder);

/** An answer of the server that is none of its errors. */
async function ask(path: string, body?: unknown): Promise<Response> {
  const headers = { 'content-type': 'application/json' };
  const order = body === undefined ? {} : { method: 'POST', headers, body: JSON.stringify(body) };
  const answer = await fetch(`${server.url}${path}`, order);
  if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
  return answer;
}

/** Takes the image into the library of the server. */
async function takeImage(): Promise<number> {
  const ended = ['completed', 'failed', 'cancelled'];
  const { uuid } = await json<{ uuid: string }>(await ask('/api/isos/import', { path: library }));
  for (let status = ''; !ended.includes(status); await sleep(100)) {
    ({ status } = (await json<{ job: { status: string } }>(await ask(`/api/jobs/${uuid}`))).job);
  }
  const [first] = (await json<{ items: { id: number }[] }>(await ask('/api/isos'))).items;
  if (first === undefined) throw new Error('the server has not taken the image');
  return first.id;
}

async function json<Answer>(response: Response): Promise<Answer> {
  return (await response.json()) as Answer;
}

/** Every page of a folder, as many names a page as the API gives. */
async function listByApi(): Promise<void> {
  let count = 0;
  let cursor: string | null = '';
  while (cursor !== null) {
    const from: string = cursor === '' ? '' : `&cursor=${cursor}`;
    const page: { entries: unknown[]; nextCursor: string | null } = await json(
      await ask(`/api/isos/${isoId}/files?path=many&limit=1000${from}`),
    );
    count += page.entries.length;
    cursor = page.nextCursor;
  }
  if (count !== files) throw new Error(`${count} files`);
}

// Of long output only the end is kept: every program has to have come as far as the names that sort last.
const name = 'file number 99';
const contents = `contents of ${files - 1}`;
/** Of the image in the library of the server. */
let isoId = 0;

const tasks: Readonly<Record<string, readonly Contender[]>> = {
  'list the folder': [
    { name: 'disk2iso API, image open', program: null, run: listByApi },
    {
      name: 'disk2iso, reader open',
      program: null,
      run: async () => {
        let count = 0;
        for await (const _ of reader.list('many')) count += 1;
        if (count !== files) throw new Error(`${count} files`);
      },
    },
    {
      name: 'disk2iso ls',
      program: null,
      run: () => must(process.execPath, [launcher, 'ls', image, 'many'], name),
    },
    { name: '7zz l', program: '7zz', run: () => must('7zz', ['l', image, 'many'], name) },
    { name: 'bsdtar -t', program: 'bsdtar', run: () => must('bsdtar', ['-tf', image, 'many'], name) },
    { name: 'isoinfo -l', program: 'isoinfo', run: () => must('isoinfo', ['-R', '-l', '-i', image], name) },
  ],
  'read the last file': [
    {
      name: 'disk2iso API, image open',
      program: null,
      run: async () => {
        const answer = await ask(`/api/isos/${isoId}/files/content?path=${encodeURIComponent(wanted)}`);
        if ((await answer.text()) !== contents) throw new Error('wrong contents');
      },
    },
    {
      name: 'disk2iso, reader open',
      program: null,
      run: async () => {
        const pieces: Uint8Array[] = [];
        for await (const piece of (await reader.open(wanted)).read()) pieces.push(piece);
        if (Buffer.concat(pieces).toString() !== contents) throw new Error('wrong contents');
      },
    },
    {
      name: 'disk2iso cat',
      program: null,
      run: () => must(process.execPath, [launcher, 'cat', image, wanted], contents),
    },
    { name: '7zz x -so', program: '7zz', run: () => must('7zz', ['x', '-so', image, wanted], contents) },
    { name: 'bsdtar -xO', program: 'bsdtar', run: () => must('bsdtar', ['-xOf', image, wanted], contents) },
    {
      name: 'isoinfo -x',
      program: 'isoinfo',
      run: () => must('isoinfo', ['-R', '-i', image, '-x', `/${wanted}`], contents),
    },
  ],
};

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}

try {
  isoId = await takeImage();
  console.log(
    `${files} files, median of ${rounds} rounds, ${cpus().length} cores, Node ${process.version}\n`,
  );
  console.log('| task | program | median ms | min | max |\n| --- | --- | ---: | ---: | ---: |');
  for (const [task, contenders] of Object.entries(tasks)) {
    const times = new Map<string, number[]>();
    for (let round = 0; round < rounds; round += 1) {
      for (const contender of contenders) {
        if (contender.program !== null && (await lookUpProgram(contender.program)) === null) continue;
        const start = performance.now();
        await contender.run();
        times.set(contender.name, [...(times.get(contender.name) ?? []), performance.now() - start]);
      }
    }
    for (const { name: contender } of contenders) {
      const values = times.get(contender);
      const figures =
        values === undefined
          ? 'not installed | | '
          : [median(values), Math.min(...values), Math.max(...values)].map((ms) => ms.toFixed(1)).join(' | ');
      console.log(`| ${task} | ${contender} | ${figures} |`);
    }
  }
} finally {
  await server.stop();
  await source.close();
  await rm(folder, { recursive: true, force: true });
}
