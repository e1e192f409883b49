import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type CdrdaoProgress, CdrdaoReadParser } from './cdrdao-output.ts';

const recording = (name: string) =>
  readFileSync(new URL(`../../../test/fixtures/recordings/${name}`, import.meta.url));

function parse(
  bytes: Buffer,
  chunkBytes = bytes.length,
): { parser: CdrdaoReadParser; progress: CdrdaoProgress[] } {
  const progress: CdrdaoProgress[] = [];
  const parser = new CdrdaoReadParser((step) => progress.push(step));
  for (let at = 0; at < bytes.length; at += chunkBytes) parser.feed(bytes.subarray(at, at + chunkBytes));
  parser.end();
  return { parser, progress };
}
const parseText = (text: string) => parse(Buffer.from(text)).parser;

describe('CdrdaoReadParser', () => {
  it('reads an audio CD with pre-gap, ISRC, CD-TEXT and catalogue number (cdrdao 1.2.4)', () => {
    const { parser, progress } = parse(recording('cdrdao.audio.stderr'));
    expect(parser.tracks).toEqual([
      { number: 1, isData: false, control: 0, startLba: 0, sectorCount: 1500 },
      { number: 2, isData: false, control: 0, startLba: 1500, sectorCount: 1125 },
    ]);
    expect(parser.stretches).toEqual([
      { mode: 'AUDIO', firstTrack: 1, lastTrack: 2, firstLba: 0, sectorCount: 2625 },
    ]);
    expect(parser.notices).toEqual([
      { kind: 'isrc', track: 1, index: null, frames: null },
      { kind: 'pre-gap', track: 2, index: 0, frames: 6 },
      { kind: 'isrc', track: 2, index: null, frames: null },
    ]);
    expect(parser).toMatchObject({ leadOutLba: 2625, hasCdText: true, hasCatalog: true, isFinished: true });
    expect([parser.errors, parser.warnings, parser.badSectors]).toEqual([[], [], []]);
    expect(parser.messages).toHaveLength(3);
    expect(progress).toHaveLength(35);
    expect(progress[0]).toEqual({ track: 1, sectorsDone: 0, sectorsTotal: 2625 });
    expect(progress.at(-1)).toEqual({ track: 2, sectorsDone: 2550, sectorsTotal: 2625 });
  });

  it('reads a mixed-mode CD, whose progress never goes back', () => {
    const { parser, progress } = parse(recording('cdrdao.mixed.stderr'));
    expect(parser.stretches).toEqual([
      { mode: 'MODE1_RAW', firstTrack: 1, lastTrack: 1, firstLba: 0, sectorCount: 10424 },
      { mode: 'AUDIO', firstTrack: 2, lastTrack: 2, firstLba: 10574, sectorCount: 2625 },
    ]);
    expect(parser.tracks[0]).toMatchObject({ isData: true, control: 4 });
    const done = progress.map(({ sectorsDone }) => sectorsDone);
    expect(done).toEqual([...done].sort((a, b) => a - b));
    expect(progress.at(-1)).toEqual({ track: 2, sectorsDone: 13125, sectorsTotal: 13199 });
  });

  it('counts a later session from its own start, with track numbers of the disc', () => {
    expect(parse(recording('cdrdao.extra-session1.stderr')).progress.at(-1)).toMatchObject({
      sectorsTotal: 2625,
    });
    const { parser, progress } = parse(recording('cdrdao.extra-session2.stderr'));
    expect(parser.stretches).toEqual([
      { mode: 'MODE1_RAW', firstTrack: 2, lastTrack: 2, firstLba: 14025, sectorCount: 10424 },
    ]);
    expect(progress[0]).toEqual({ track: 2, sectorsDone: 75, sectorsTotal: 10424 });
    expect(parser.isFinished).toBe(true);
  });

  it('finds the same however the bytes are cut', () => {
    for (const name of ['audio', 'mixed', 'extra-session2']) {
      const bytes = recording(`cdrdao.${name}.stderr`);
      const facts = (chunkBytes: number) => {
        const { parser, progress } = parse(bytes, chunkBytes);
        return JSON.stringify([parser, progress]);
      };
      const whole = facts(bytes.length);
      for (const chunkBytes of [1, 2, 3, 7, 100, 1000]) expect(facts(chunkBytes)).toBe(whole);
    }
  });

  // Texts of dao/CdrDriver.cc and dao/sg_err.cc, 1.2.4.
  it('gathers sectors that failed and sectors that were padded', () => {
    const parser = parseText(`Copying data track 1 (MODE1_RAW): start 00:00:00, length 00:20:00 to "a.bin"...
00:01:00\rFound L-EC error at sector 100 - ignored.
Found L-EC error at sector 101 - ignored.
00:02:00\rFound L-EC error at sector 200 - ignored.
[valid=0] Info fld=201, Current \nSCSI command failed: sense key: 0x03: Medium Error
WARNING: Padding with 2 zero sectors.
`);
    expect(parser.badSectors).toEqual([
      { firstLba: 100, lastLba: 101 },
      { firstLba: 200, lastLba: 200 },
    ]);
    expect(parser.paddedSectors).toEqual([{ firstLba: 1498, lastLba: 1499 }]);
    expect(parser.messages[1]).toBe('SCSI command failed: sense key: 0x03: Medium Error');
    expect(parser.isFinished).toBe(false);
  });

  it('gathers indexes, sub-channel errors, warnings and errors', () => {
    const parser = parseText(`Track 3...
Found index 2 at: 01:02:03
Found index 3 at 01:02:04
Found 17 Q sub-channels with CRC errors.
Found 3 Q sub-channels with CRC errors.
WARNING: Unit not ready, still trying...
ERROR: Unit not ready, giving up.
INTERNAL ERROR: CdrDriver::readDataTrack: Illegal mode.
WARNING: Padding with 2 zero sectors.`);
    expect(parser.notices).toEqual([
      { kind: 'index', track: 3, index: 2, frames: 4653 },
      { kind: 'index', track: 3, index: 3, frames: 4654 },
    ]);
    expect(parser.subChannelErrorCount).toBe(20);
    expect(parser.warnings).toEqual(['Unit not ready, still trying...']);
    expect(parser.errors).toEqual(['Unit not ready, giving up.', 'CdrDriver::readDataTrack: Illegal mode.']);
    expect(parser.paddedSectors).toEqual([]);
    expect(parser.hasRefusedExistingFile).toBe(false);
  });

  it('knows the refusal to overwrite a .toc', () => {
    const parser = parseText('ERROR: File "a.toc" exists, will not overwrite.\n');
    expect(parser.hasRefusedExistingFile).toBe(true);
    expect(parser.errors).toHaveLength(1);
  });

  it('tells progress without a table, but no total', () => {
    const { progress } = parse(Buffer.from('00:01:00\r00:03:00\r00:02:00\r'));
    expect(progress.map(({ sectorsDone }) => sectorsDone)).toEqual([75, 225, 225]);
    expect(progress[0]).toMatchObject({ track: null, sectorsTotal: null });
  });

  it('keeps little of a stream that does not end, and survives any', () => {
    const { parser } = parse(Buffer.alloc(1 << 20, 'x'), 65536);
    expect(parser.messages.join('').length).toBeLessThan(1000);
    expect(parseText('ERROR: x\n'.repeat(10_000)).errors).toHaveLength(100);
    const word = fc.constantFrom(
      ...'Found|Track|Copying|Leadout|AUDIO|DATA|99999999999999999999|0|( 5)|WARNING:|ERROR:|\r|\n|...|00:00:00'.split(
        '|',
      ),
      'Padding with 5 zero sectors.',
      'Found L-EC error at sector 99999999999999999999 - ignored.',
    );
    fc.assert(fc.property(fc.array(word), (words) => void parseText(words.join(' '))));
  });
});
