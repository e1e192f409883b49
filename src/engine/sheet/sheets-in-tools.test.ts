import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { exec } from '../exec/index.ts';
import {
  completeSheet,
  type DiscSheet,
  formatCueSheet,
  joinSessions,
  layOutTracks,
  parseCueSheet,
  parseTocSheet,
  resolveSheetFile,
  rewriteTocFiles,
  sectorBytesOf,
} from './index.ts';

/** As `cdrdao read-cd` with driver option 0x20000 writes it: samples in x.bin are little-endian and not marked so. */
const audioToc = `CD_DA
CATALOG "0123456789012"
CD_TEXT {
  LANGUAGE_MAP {
    0: 9
  }
  LANGUAGE 0 {
    TITLE "Lab"
    PERFORMER "Nobody"
  }
}
TRACK AUDIO
COPY
PRE_EMPHASIS
TWO_CHANNEL_AUDIO
ISRC "USABC1234567"
CD_TEXT {
  LANGUAGE 0 {
    TITLE "One"
    PERFORMER "Nobody"
  }
}
FILE "x.bin" 0 00:08:00
TRACK AUDIO
NO COPY
NO PRE_EMPHASIS
TWO_CHANNEL_AUDIO
FILE "x.bin" 00:08:00 00:06:00
START 00:00:10
`;
const mixedToc = `CD_ROM
TRACK MODE1_RAW
NO COPY
DATAFILE "m.bin" 00:04:00
TRACK AUDIO
NO COPY
SILENCE 00:02:00
FILE "m.bin" #705600 0 00:06:00
START 00:02:00
`;

let folder: string;
const at = (name: string) => resolveSheetFile(join(folder, 'x.cue'), name);
const run = async (program: string, ...args: string[]) => {
  const { stdout, stderr } = await exec(program, args, { cwd: folder });
  return `${stdout}${stderr}`;
};

/** What cdrdao's show-toc says of places on the disc, as words and frames. */
const cdrdaoTable = (output: string) =>
  [...output.matchAll(/(PREGAP|START|INDEX +\d+|END) +\S+\( *(\d+)\)/g)].map(([, word = '', frames]) => [
    word.replaceAll(/ +/g, ' '),
    Number(frames),
  ]);

async function complete(sheet: DiscSheet): Promise<DiscSheet> {
  const sizes = new Map<string, number>();
  for (const name of ['x.bin', 'm.bin']) sizes.set(name, (await stat(at(name))).size);
  return completeSheet(sheet, (name) => sizes.get(name) ?? 0);
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sheets-'));
  await run('sox', ...'-D -n -r 44100 -c 2 -b 16 -e signed -L -t raw x.bin synth 14 sine 440'.split(' '));
  const audio = await readFile(at('x.bin'));
  await writeFile(at('m.bin'), Buffer.concat([Buffer.alloc(300 * 2352), audio.subarray(0, 450 * 2352)]));
  for (const [name, text] of [
    ['x', audioToc],
    ['m', mixedToc],
  ] as const) {
    await writeFile(at(`${name}.toc`), text);
    const sheet = parseTocSheet(text, { audioByteOrder: 'little' });
    await writeFile(at(`${name}.cue`), formatCueSheet(sheet));
    await writeFile(
      at(`${name}-marked.toc`),
      rewriteTocFiles(text, (old) => old, { isLittleEndian: true }),
    );
  }
});
afterAll(() => rm(folder, { recursive: true }));

describe('sheets in other programs', () => {
  it('means the same to cdrdao as the .toc that it was made from', async () => {
    for (const name of ['x', 'm']) {
      const fromToc = cdrdaoTable(await run('cdrdao', 'show-toc', `${name}.toc`));
      expect(fromToc.length).toBeGreaterThan(4);
      expect(cdrdaoTable(await run('cdrdao', 'show-toc', `${name}.cue`))).toEqual(fromToc);
      const sheet = await complete(parseCueSheet(await readFile(at(`${name}.cue`))));
      const starts = (layOutTracks(sheet) ?? []).map(({ startLba, endLba }) => [startLba, endLba]);
      const printed = fromToc
        .filter(([word]) => word === 'START' || word === 'END')
        .map(([, frames]) => frames);
      expect(starts.flat()).toEqual(printed);
    }
  });

  it('gives libcdio tracks, flags, ISRC, catalogue number and CD-TEXT', async () => {
    const info = await run('cd-info', '--no-device-info', '--no-header', '--cue-file=x.cue');
    expect(info).toMatch(/1: 00:02:00 {2}000000 audio {2}false {2}yes +2 +yes/);
    expect(info).toMatch(/2: 00:10:10 {2}000610 audio {2}false {2}no +2 +no/);
    expect(info).toMatch(/leadout/);
    expect(info).toContain('Media Catalog Number (MCN): 0123456789012');
    expect(info).toMatch(/CD-TEXT for Disc:\s+TITLE: Lab\s+PERFORMER: Nobody/);
  });

  it('lets cd-paranoia read the very samples', async () => {
    expect(await run('cd-paranoia', '-d', 'x.cue', '-Q')).toMatch(/2\. +440 \[00:05\.65\] +610 /);
    await run('cd-paranoia', '-q', '-r', '-d', 'x.cue', '1', 'track.raw');
    const audio = await readFile(at('x.bin'));
    expect((await readFile(at('track.raw'))).equals(audio.subarray(0, 610 * 2352))).toBe(true);
  });

  it('tells cdrdao the byte order that it does not write itself', async () => {
    const audio = await readFile(at('x.bin'));
    const text = 'CD_DA\nTRACK AUDIO\nFILE "x.bin" 0 00:04:00\n';
    await writeFile(
      at('short.toc'),
      rewriteTocFiles(text, (old) => old, { isLittleEndian: true }),
    );
    const shown = await run('cdrdao', 'show-data', 'short.toc');
    const samples = [...shown.matchAll(/^ *(\d+): *(-?\d+) +-?\d+$/gm)].slice(-1000);
    expect(samples).toHaveLength(1000);
    for (const [, index, left] of samples) expect(audio.readInt16LE(Number(index) * 4)).toBe(Number(left));
  });
});

describe('joinSessions', () => {
  it('makes one sheet of the sessions of a CD-Extra (cdrdao 1.2.4)', async () => {
    const recordings = new URL('../../../test/fixtures/recordings/', import.meta.url);
    const sessions = await Promise.all(
      [1, 2].map(async (session) => {
        const text = await readFile(new URL(`cdrdao.extra-session${session}.toc`, recordings));
        return parseTocSheet(rewriteTocFiles(text, () => `extra-${session}.bin`, { isLittleEndian: true }));
      }),
    );
    const disc = joinSessions(sessions);
    expect(disc.discType).toBe('CD_ROM');
    // The table of contents of this very disc puts track 2 at 14025 and the lead-out at 24449.
    expect(layOutTracks(disc)).toEqual([
      { number: 1, session: 1, pregapLba: 0, startLba: 0, endLba: 2625 },
      { number: 2, session: 2, pregapLba: 14025, startLba: 14025, endLba: 24449 },
    ]);
    const cue = formatCueSheet(disc);
    expect(cue).toBe(
      [
        'REM SESSION 01',
        'FILE "extra-1.bin" BINARY',
        '  TRACK 01 AUDIO',
        '    INDEX 01 00:00:00',
        'REM SESSION 02',
        'FILE "extra-2.bin" BINARY',
        '  TRACK 02 MODE1/2352',
        '    INDEX 01 00:00:00',
        '',
      ].join('\n'),
    );
    const again = completeSheet(parseCueSheet(cue), (name) => (name === 'extra-1.bin' ? 2625 : 10424) * 2352);
    expect(again).toEqual({ ...disc, discType: null });
    expect(disc.tracks.map(sectorBytesOf)).toEqual([2352, 2352]);
  });

  it('takes from the first sheet what a disc has once', () => {
    const texts = (title: string) => `CD_TEXT { LANGUAGE_MAP { 0: 9 } LANGUAGE 0 { TITLE "${title}" } }`;
    const track = 'TRACK AUDIO SILENCE 00:04:00';
    const disc = joinSessions([
      parseTocSheet(`CD_DA ${track}`),
      parseTocSheet(`CD_ROM_XA CATALOG "1234567890123" ${texts('a')} ${track}`),
      parseTocSheet(`CATALOG "9999999999999" ${texts('b')} ${track}`),
    ]);
    expect(disc).toMatchObject({
      discType: 'CD_ROM_XA',
      catalog: '1234567890123',
      cdText: [{ fields: { TITLE: 'a' } }],
    });
    expect(layOutTracks(disc)?.map(({ startLba }) => startLba)).toEqual([0, 11_700, 18_900]);
    expect(joinSessions([])).toMatchObject({ discType: null, catalog: null, tracks: [] });
  });
});
