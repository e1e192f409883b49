import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { makeAudioCd, makeCdExtra } from '../support/cd-fixtures.ts';
import { jsonLines, makeFolder, run, runCli } from './run-cli.ts';

let discs = '';
let audio = '';
let extra = '';
let folder = '';
let output = '';

beforeAll(async () => {
  discs = await makeFolder();
  audio = (await makeAudioCd(join(discs, 'audio'), [{ sectors: 300 }, { sectors: 310, pregapSectors: 75 }]))
    .cuePath;
  extra = (await makeCdExtra(join(discs, 'extra'), [{ sectors: 301 }])).cuePath;
});
afterAll(() => rm(discs, { recursive: true, force: true }));
beforeEach(async () => {
  folder = await makeFolder();
  output = join(folder, 'images');
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const album = () => join(output, 'the_testers_test_disc');

describe('rip of an audio CD', () => {
  it('makes a folder of FLAC files with sheet, log and sums, and tells how each track came out', async () => {
    const { exitCode, stdout, stderr } = await runCli('rip', audio, '--output', output);
    expect({ exitCode, stderr }).toMatchObject({ exitCode: 0 });
    expect(stderr).toContain('Titles: The Testers: Test Disc (the disc says so)');
    expect(stderr).toContain('Track 2: good.');
    expect(stdout).toMatch(/^2 +good +0:04 +Song 2$/m);
    expect((await readdir(album())).sort()).toEqual([
      '01_song_1.flac',
      '02_song_2.flac',
      'the_testers_test_disc.cue',
      'the_testers_test_disc.json',
      'the_testers_test_disc.log',
      'the_testers_test_disc.md5',
      'the_testers_test_disc.sha256',
    ]);
    await run('md5sum', ['--check', '--strict', 'the_testers_test_disc.md5'], { cwd: album() });
    await run('flac', ['--test', '--silent', '01_song_1.flac', '02_song_2.flac'], { cwd: album() });
  });

  it('says so by its exit code when a track is damaged', async () => {
    const { exitCode, stdout } = await runCli(
      'rip',
      audio,
      '--output',
      output,
      '--bad',
      '20-22',
      '--retries',
      '0',
    );
    expect(exitCode).toBe(3);
    expect(stdout).toMatch(/^1 +damaged, 3 sectors lost \(20-22\)/m);
    expect((await runCli('verify', album())).exitCode).toBe(3);
  });

  it('writes the titles that a person corrected', async () => {
    const proposed = await runCli('tags', audio);
    expect(proposed.exitCode).toBe(0);
    const file = join(folder, 'tags.json');
    await writeFile(
      file,
      proposed.stdout.replace('Song 2', 'Another Song').replace('Test Disc', 'Another Disc'),
    );
    expect((await runCli('rip', audio, '--output', output, '--tags', file)).exitCode).toBe(0);
    const path = join(output, 'the_testers_another_disc', '02_another_song.flac');
    const { stdout } = await run('metaflac', ['--show-tag=TITLE', '--show-tag=ALBUM', path]);
    expect(stdout).toBe('TITLE=Another Song\nALBUM=Another Disc\n');
  });

  it.each([
    ['{"disc": 5}', /disc/],
    ['nonsense', /JSON/],
  ])('refuses tags such as %s, naming the field', async (text, words) => {
    const file = join(folder, 'tags.json');
    await writeFile(file, text);
    const { exitCode, stderr } = await runCli('rip', audio, '--output', output, '--tags', file);
    expect(exitCode).toBe(2);
    expect(stderr).toMatch(words);
  });

  it('goes on without MusicBrainz when that does not answer', async () => {
    // A port at which nobody listens.
    const server = ['--musicbrainz', '1', '--musicbrainz-server', 'http://127.0.0.1:9'];
    const { exitCode, stderr } = await runCli('rip', audio, '--output', output, ...server);
    expect(exitCode).toBe(0);
    expect(stderr).toContain('MusicBrainz gave no answer');
    expect(await readdir(output)).toEqual(['the_testers_test_disc']);
  });

  it('tells every event and file in JSON', async () => {
    const { stdout } = await runCli('rip', audio, '--output', output, '--json');
    const lines = jsonLines(stdout);
    expect(lines.filter(({ type }) => type === 'track').map(({ result }) => result)).toMatchObject([
      { number: 1, quality: 'good' },
      { number: 2, quality: 'good' },
    ]);
    expect(lines.find(({ type }) => type === 'cd')).toMatchObject({ facts: { catalog: '4006381333931' } });
    expect(lines.at(-1)).toMatchObject({ type: 'result', status: 'completed', exitCode: 0 });
  });
});

describe('clones, info and verify of sheets', () => {
  it('clone a disc of two sessions, tell what is in the clone, and verify all its files', async () => {
    const { exitCode } = await runCli('rip', extra, '--output', output, '--mode', 'clone', '--name', 'extra');
    expect(exitCode).toBe(0);
    const sheet = join(output, 'extra', 'extra.cue');
    const info = await runCli('info', sheet);
    expect(info.stdout).toMatch(/^Kind +CD-Extra$/m);
    expect(info.stdout).toMatch(/^2 +2 +data +11701 +/m);
    expect(info.stdout).toMatch(/^Mode +clone/m);
    const verify = await runCli('verify', join(output, 'extra'));
    expect(verify.stdout).toContain('extra-2.bin: size, SHA-256, MD5');
    expect(verify.exitCode).toBe(0);

    const bin = join(output, 'extra', 'extra-2.bin');
    const bytes = await readFile(bin);
    bytes.writeUInt8((bytes.readUInt8(5000) + 1) % 256, 5000);
    await writeFile(bin, bytes);
    const again = await runCli('verify', sheet);
    expect(again.exitCode).toBe(8);
    expect(again.stdout).toMatch(/NOT {2}extra-2\.bin: /);
  });

  it('refuses a sheet whose file is missing, naming it', async () => {
    const sheet = join(folder, 'lonely.cue');
    await writeFile(sheet, 'FILE "gone.bin" BINARY\n  TRACK 01 AUDIO\n    INDEX 01 00:00:00\n');
    const { exitCode, stderr } = await runCli('info', sheet);
    expect(exitCode).toBe(2);
    expect(stderr).toContain('gone.bin');
  });
});
