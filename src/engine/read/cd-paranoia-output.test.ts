import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { ParanoiaOutputParser, type ParanoiaProgress, parseParanoiaToc } from './cd-paranoia-output.ts';

const recording = (name: string) =>
  readFileSync(new URL(`../../../test/fixtures/recordings/${name}`, import.meta.url));
const tocOf = (name: string) => parseParanoiaToc(recording(`cd-paranoia-Q.${name}.txt`).toString());

function parse(bytes: Buffer, { chunkBytes = bytes.length, readOffsetSamples = 0 } = {}) {
  const progress: ParanoiaProgress[] = [];
  const parser = new ParanoiaOutputParser((step) => progress.push(step), { readOffsetSamples });
  for (let at = 0; at < bytes.length; at += chunkBytes) parser.feed(bytes.subarray(at, at + chunkBytes));
  parser.end();
  return { parser, progress };
}

const range =
  'Ripping from sector    1500 (track  2 [0:00.00])\n\t  to sector    2624 (track  2 [0:14.74])\n';
const parseLines = (lines: readonly string[], readOffsetSamples = 0) =>
  parse(Buffer.from(`${range}${lines.join('\n')}\n`), { readOffsetSamples });

describe('parseParanoiaToc', () => {
  it('reads the audio tracks of a disc (libcdio-paranoia 10.2+2.0.1)', () => {
    const track = { isCopyPermitted: false, hasPreEmphasis: false, channelCount: 2 };
    expect(tocOf('audio-cd').tracks).toEqual([
      { ...track, number: 1, firstLba: 0, sectorCount: 1500 },
      { ...track, number: 2, firstLba: 1500, sectorCount: 1125 },
    ]);
    expect(tocOf('mixed-cd').tracks).toEqual([{ ...track, number: 2, firstLba: 10574, sectorCount: 2625 }]);
    const flags = '  1.     1500 [00:20.00]        0 [00:00.00]    OK  yes  4\n';
    expect(parseParanoiaToc(flags).tracks).toEqual([
      {
        number: 1,
        firstLba: 0,
        sectorCount: 1500,
        isCopyPermitted: true,
        hasPreEmphasis: true,
        channelCount: 4,
      },
    ]);
  });

  it('finds no tracks where there is no audio, and tells what was said', () => {
    for (const name of ['data-cd', 'damaged-cd', 'dvd-video']) {
      expect(tocOf(name)).toMatchObject({ tracks: [], messages: ['Unable to open disc.', 'exit 1'] });
    }
    expect(tocOf('cd-extra').messages).toContain('006: Could not read any data from drive');
  });

  it('leaves out the rows that it makes up for a blank disc', () => {
    const { tracks, messages } = tocOf('blank-dvd');
    expect(tracks).toEqual([]);
    expect(messages).toContain('400: Device not open');
  });
});

describe('ParanoiaOutputParser', () => {
  it('reads a clean track', () => {
    const { parser, progress } = parse(recording('cd-paranoia.track2.stderr'));
    expect(Object.fromEntries(parser.counts)).toEqual({ read: 92, verify: 1, wrote: 1125, finished: 1 });
    expect(parser).toMatchObject({ firstLba: 1500, lastLba: 2624, isFinished: true, messages: [] });
    expect([parser.lostSectors, parser.failedSectors, parser.repairedSectors]).toEqual([[], [], []]);
    expect(progress).toHaveLength(1125);
    expect(progress[0]).toEqual({ sectorsDone: 1, sectorsTotal: 1125 });
    expect(progress.at(-1)).toEqual({ sectorsDone: 1125, sectorsTotal: 1125 });
  });

  it('finds the same however the bytes are cut', () => {
    const bytes = recording('cd-paranoia.track2.stderr');
    const facts = (chunkBytes: number) => {
      const { parser, progress } = parse(bytes, { chunkBytes });
      return JSON.stringify([[...parser.counts], parser, progress.at(-1), progress.length]);
    };
    const whole = facts(bytes.length);
    for (const chunkBytes of [1, 7, 100, 4096]) expect(facts(chunkBytes)).toBe(whole);
  });

  it('tells lost, failed and repaired sectors apart by name, whatever the code', () => {
    const { parser } = parseLines([
      `##: 6 [skip] @ ${1600 * 1176}`,
      `##: 99 [skip] @ ${1601 * 1176 + 5}`,
      `##: 12 [transport error] @ ${1700 * 1176}`,
      `##: 5 [scratch repair] @ ${1800 * 1176 + 1175}`,
      `##: -4 [fixup_atom] @ ${1801 * 1176}`,
      `##: 9 [overlap] @ ${1900 * 1176}`,
      `##: 13 [cache error] @ ${1901 * 1176}`,
      '##: 77 [] @ 5',
    ]);
    // A skip puts in two sectors of silence, wherever in a sector it begins.
    expect(parser.lostSectors).toEqual([{ firstLba: 1600, lastLba: 1603 }]);
    expect(parser.failedSectors).toEqual([{ firstLba: 1700, lastLba: 1700 }]);
    expect(parser.repairedSectors).toEqual([{ firstLba: 1800, lastLba: 1801 }]);
    expect(parser.counts.get('skip')).toBe(2);
    expect(parser.isFinished).toBe(false);
  });

  it('keeps positions within the track', () => {
    // A skip before anything was read is said to be at 0 (verify_skip_case of lib/paranoia/paranoia.c).
    expect(parseLines(['##: 6 [skip] @ 0']).parser.lostSectors).toEqual([{ firstLba: 1500, lastLba: 1501 }]);
    expect(parseLines([`##: 6 [skip] @ ${2624 * 1176}`]).parser.lostSectors).toEqual([
      { firstLba: 2624, lastLba: 2624 },
    ]);
    expect(parseLines(['##: 2 [jitter] @ -500']).parser.repairedSectors).toEqual([
      { firstLba: 1500, lastLba: 1500 },
    ]);
  });

  it('counts in the track, not in the drive, when there is a read offset', () => {
    const position = (sector: number, offset: number) => sector * 1176 + offset * 2;
    for (const offset of [667, -600, 12]) {
      const lines = [
        `##: 6 [skip] @ ${position(1600, offset)}`,
        `##: 14 [wrote] @ ${position(2625, offset) - 1}`,
      ];
      const { parser, progress } = parseLines(lines, offset);
      expect(parser.lostSectors).toEqual([{ firstLba: 1600, lastLba: 1601 }]);
      expect(progress.at(-1)).toEqual({ sectorsDone: 1125, sectorsTotal: 1125 });
    }
  });

  it('keeps what else is said, such as the end of a drive', () => {
    const { parser } = parseLines(['\rparanoia_read: CDROM drive unavailable, bailing.', 'Done.', '']);
    expect(parser.messages).toEqual(['paranoia_read: CDROM drive unavailable, bailing.']);
  });

  it('keeps little of a stream that never ends', () => {
    const { parser } = parse(Buffer.alloc(1 << 20, 'x'), { chunkBytes: 65536 });
    expect(parser.messages.join('').length).toBeLessThan(1000);
    const many = Array.from({ length: 1000 }, (_, index) => `##: 0 [n${'a'.repeat(index % 90)}] @ 0`);
    expect(parse(Buffer.from(many.join('\n'))).parser.counts.size).toBeLessThan(65);
    const { progress } = parse(Buffer.from('##: 14 [wrote] @ 5\n##: 6 [skip] @ 999999999999999\n'));
    expect(progress).toEqual([{ sectorsDone: null, sectorsTotal: null }]);
  });
});
