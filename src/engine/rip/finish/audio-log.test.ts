import { Value } from 'typebox/value';
import { describe, expect, it } from 'vitest';
import {
  type AudioTrackResult,
  type CdProvenance,
  type DriveInfo,
  noMusicText,
  Provenance,
  type ToolRun,
  type Track,
} from '#model/index.ts';
import provenanceJson from '../../../../test/fixtures/image/provenance.json' with { type: 'json' };
import { formatAudioLog } from './audio-log.ts';

const base = Value.Parse(Provenance, provenanceJson);

const drive: DriveInfo = {
  id: 'sr0',
  kind: 'optical',
  devicePath: '/dev/sr0',
  vendor: 'PLEXTOR',
  model: 'CD-R PX-W4012A',
  firmware: '1.07',
  serial: null,
  bus: 'ata',
  pathId: null,
  capabilities: {
    readsCd: true,
    readsDvd: false,
    readsBluray: false,
    writes: true,
    closesTray: null,
    locksTray: null,
    changesSpeed: null,
    maxCdSpeed: null,
  },
};

const run = (tool: string, version: string | null, args: string[], exitCode: number | null = 0): ToolRun => ({
  tool,
  version,
  commandLine: [tool, ...args],
  startedAt: base.startedAt,
  endedAt: base.finishedAt,
  exitCode,
});

const toc = (
  number: number,
  startLba: number,
  sectorCount: number,
  type: Track['type'] = 'audio',
): Track => ({
  number,
  session: 1,
  type,
  startLba,
  sectorCount,
  control: 0,
});

const result = (number: number, change: Partial<AudioTrackResult> = {}): AudioTrackResult => ({
  number,
  fileName: `0${number}.flac`,
  sectorCount: 1000,
  quality: 'good',
  attempts: 1,
  lostSectors: [],
  unsettledSectors: [],
  repairedSectorCount: 0,
  crc32: '1327a8da',
  accurateRipV1: 'de27b56e',
  accurateRipV2: 'edbab2d2',
  ...change,
});

/** The disc of the recordings (cdrdao 1.2.4), its second track damaged. */
const cd: CdProvenance = {
  facts: {
    catalog: '0123456789012',
    text: { ...noMusicText, title: 'Lab Album', performer: 'Lab Artist' },
    tracks: [1, 2].map((number) => ({
      number,
      session: 1,
      type: 'audio',
      mode: 'AUDIO',
      pregapSectors: number === 1 ? 0 : 6,
      laterIndexes: [],
      isrc: number === 1 ? 'USABC1234567' : null,
      isCopyPermitted: false,
      hasPreEmphasis: number === 2,
      text: { ...noMusicText, title: number === 1 ? 'Sine' : 'Pink', performer: 'Lab Artist' },
    })),
  },
  ids: {
    accurateRip: '002-00000fd1-00002e4b-1a002302',
    ctdb: 'HBFiB3CptZA6LyLN9Kn1aRh7H.Y-',
    musicBrainz: '49HHV7Eb8UKF3aQiNmu1GR8vKTY-',
    freedb: '1a002302',
  },
  tags: {
    source: 'musicbrainz',
    releaseId: 'f205627f-b70a-409d-adbe-66289b614e80',
    disc: { ...noMusicText, title: 'The Album', date: '2007' },
    tracks: [{ number: 1, text: { ...noMusicText, title: 'A Sine' } }],
  },
  readOffsetSamples: 98,
  audio: [
    result(1, { fileName: '01_a_sine.flac', sectorCount: 1500 }),
    result(2, {
      fileName: '02.flac',
      sectorCount: 1125,
      quality: 'damaged',
      attempts: 3,
      lostSectors: [
        { firstLba: 1510, lastLba: 1534 },
        { firstLba: 1600, lastLba: 1600 },
      ],
      unsettledSectors: [{ firstLba: 1700, lastLba: 1701 }],
      repairedSectorCount: 12,
    }),
  ],
  ctdbCrc: '1681fc74',
  hasSubChannels: false,
};

const audio: Provenance = {
  ...base,
  fileName: 'lab_album.cue',
  mode: 'rescue',
  isComplete: false,
  options: { ...base.options, readSpeedKBps: 706, verify: true },
  disc: { ...base.disc, kind: 'audio', tracks: [toc(1, 0, 1500), toc(2, 1500, 1125)] },
  drives: [drive],
  tools: [
    run('cd-paranoia', '10.2', ['-d', '/dev/sr0', '-O', '98', '1', "it's.wav"]),
    run('flac', 'flac 1.4.2', ['--verify', '--tag=TITLE=A Sine']),
    run('cd-paranoia', '10.2', ['-d', '/dev/sr0', '2'], null),
    run('sox', null, []),
  ],
  cd,
};

const logOf = (provenance: Provenance) => formatAudioLog({ provenance });
const withCd = (change: Partial<CdProvenance>, rest: Partial<Provenance> = {}) =>
  logOf({ ...audio, isComplete: true, cd: { ...cd, ...change }, ...rest });
const lastLine = (log: string) => log.trimEnd().split('\n').at(-1);

describe('formatAudioLog', () => {
  it('tells all about a small disc', () => {
    expect(logOf(audio)).toBe(`disk2iso 0.1.0: log of a disc with audio

Image:            lab_album.cue
Begun:            2026-11-22T10:00:00.000Z
Finished:         2026-11-22T10:05:00.000Z
Drive:            PLEXTOR CD-R PX-W4012A, firmware 1.07, /dev/sr0
Mode:             rescue
Retries:          3
Reading speed:    at most 706 kB/s
Second read:      yes, compared with the first
On read errors:   goes on in rescue mode
Read offset:      +98 samples

Programs
  cd-paranoia: 10.2
    cd-paranoia -d /dev/sr0 -O 98 1 'it'\\''s.wav' (exit 0)
    cd-paranoia -d /dev/sr0 2 (stopped)
  flac: flac 1.4.2
  sox: version unknown
    sox (exit 0)

Disc
  Kind:             audio
  MusicBrainz id:   49HHV7Eb8UKF3aQiNmu1GR8vKTY-
  freedb id:        1a002302
  AccurateRip id:   002-00000fd1-00002e4b-1a002302
  CTDB id:          HBFiB3CptZA6LyLN9Kn1aRh7H.Y-
  Catalogue number: 0123456789012
  CD-TEXT:          title "Lab Album", performer "Lab Artist"
  Tags from:        MusicBrainz (release f205627f-b70a-409d-adbe-66289b614e80)
  Tags of the disc: title "The Album", date "2007"

Table of contents
  Track  Session   Type  Start MSF  Start LBA  Length MSF  Sectors
      1        1  audio   00:02:00          0    00:20:00     1500
      2        1  audio   00:22:00       1500    00:15:00     1125

Track 1
  File:             01_a_sine.flac
  CD-TEXT:          title "Sine", performer "Lab Artist"
  ISRC:             USABC1234567
  Pre-gap:          none
  Pre-emphasis:     no
  Copying:          not permitted
  Tags:             title "A Sine"
  Quality:          good: read without a complaint
  Attempts:         1
  Lost:             none
  Unsettled:        none
  Repaired:         none
  CRC-32:           1327a8da
  AccurateRip:      v1 de27b56e, v2 edbab2d2

Track 2
  File:             02.flac
  CD-TEXT:          title "Pink", performer "Lab Artist"
  ISRC:             none found
  Pre-gap:          00:00:06 (6 sectors)
  Pre-emphasis:     yes
  Copying:          not permitted
  Tags:             none
  Quality:          damaged: the file differs from the disc
  Attempts:         3
  Lost:             26 of 1125 sectors, silence in the file
    LBA 1510-1534, at 00:00:10-00:00:34 of the track
    LBA 1600, at 00:01:25 of the track
  Unsettled:        2 of 1125 sectors, different in each reading
    LBA 1700-1701, at 00:02:50-00:02:51 of the track
  Repaired:         12 sectors
  CRC-32:           1327a8da
  AccurateRip:      v1 de27b56e, v2 edbab2d2

Checksums
  CTDB:             1681fc74
  AccurateRip and CTDB checksums were computed from what was read. They were not looked up in
  a database, so this log does not say whether other people read the same.

Track 2 is damaged: 26 sectors lost, 2 sectors came out differently each time. The other track is whole.
`);
  });

  it('ends with whether everything was read', () => {
    const whole = { audio: [result(1), result(2)] };
    expect(lastLine(withCd(whole))).toBe('Both tracks were read without loss.');
    const four = {
      disc: { ...audio.disc, tracks: [1, 2, 3, 4].map((number) => toc(number, number * 1000, 1000)) },
    };
    const lost: Partial<AudioTrackResult> = {
      quality: 'damaged',
      lostSectors: [{ firstLba: 2000, lastLba: 2025 }],
    };
    expect(lastLine(withCd({ audio: [result(1), result(2, lost), result(3), result(4)] }, four))).toBe(
      'Track 2 is damaged: 26 sectors lost. The other tracks are whole.',
    );
    const unread = {
      quality: 'unread',
      fileName: null,
      crc32: null,
      accurateRipV1: null,
      accurateRipV2: null,
    } as const;
    expect(lastLine(withCd({ audio: [result(1), result(3, unread)] }, four))).toBe(
      'Tracks 2, 3 and 4 could not be read at all. The other track is whole.',
    );
    expect(lastLine(withCd({ audio: [] }, four))).toBe('Tracks 1, 2, 3 and 4 could not be read at all.');
    const silentlyDamaged = withCd({ audio: [result(1), result(2, { quality: 'damaged' })] });
    expect(lastLine(silentlyDamaged)).toMatch(/^Track 2 is damaged: it is not known where\. /);
    expect(lastLine(withCd(whole, { isComplete: false }))).toMatch(/without loss\. Yet .* incomplete/);
    const single = { disc: { ...audio.disc, tracks: [toc(1, 0, 1000)] } };
    expect(lastLine(withCd({ audio: [result(1)] }, single))).toBe(
      'The only audio track was read without loss.',
    );
  });

  it('says that a track has no file and no sums', () => {
    const log = withCd({
      audio: [result(1, { crc32: null, accurateRipV1: null, accurateRipV2: null, fileName: null })],
    });
    expect(log).toMatch(/Track 1\n {2}File: +none of its own\n/);
    expect(log).toMatch(/CRC-32: +none\n {2}AccurateRip: +none\n/);
    expect(log).toMatch(/Track 2\n(?:.+\n)* {2}Quality: +unread: nothing of it could be read\n\n/);
  });

  describe('of a mixed disc', () => {
    const file = { fileName: 'lab.iso', role: 'image', sizeBytes: 2_048_000, checksums: {} } as const;
    const mixed: Provenance = {
      ...audio,
      isComplete: true,
      disc: { ...audio.disc, kind: 'mixed', tracks: [toc(1, 0, 1000, 'data'), toc(2, 1000, 1000)] },
      companions: [file],
      cd: { ...cd, audio: [result(2)] },
    };

    it('tells of the data part, and of no bad sectors that are audio', () => {
      const bad = [{ firstLba: 990, lastLba: 1500 }];
      const excluded = [{ firstLba: 5, lastLba: 5 }];
      const log = logOf({ ...mixed, isComplete: false, badSectors: bad, excludedSectors: excluded });
      expect(log).toContain(`
Data part
  File:             lab.iso (2048000 bytes)
  Bad sectors:      10 sectors
    LBA 990-999
  Left out:         1 sector
    LBA 5

Checksums
`);
      expect(lastLine(log)).toBe(
        'The data part is damaged: 10 sectors lost. Of the data part 1 sector was left out, as asked.',
      );
    });

    it('says so where all is well, and where it was not read', () => {
      expect(lastLine(logOf(mixed))).toBe(
        'The only audio track was read without loss. The data part was read without loss.',
      );
      expect(lastLine(logOf({ ...mixed, companions: [] }))).toBe('The data part was not read.');
    });
  });

  it('keeps every hostile text on its line, and shows what it would do', () => {
    const evil = 'a\u001b[2J\nTrack 9\r\u202eb\ud800\u2028';
    const shown = 'a\\u{1b}[2J\\u{a}Track 9\\u{d}\\u{202e}b\\u{d800}\\u{2028}';
    const evilText = { ...noMusicText, title: evil };
    const log = logOf({
      ...audio,
      disk2isoVersion: evil,
      fileName: evil,
      drives: [{ ...drive, vendor: evil, firmware: null, serial: evil, devicePath: evil }],
      tools: [run(evil, evil, [evil])],
      cd: {
        ...cd,
        facts: {
          ...cd.facts,
          catalog: evil,
          text: evilText,
          tracks: cd.facts.tracks.map((track) => ({ ...track, isrc: evil, text: evilText })),
        },
        ids: { accurateRip: evil, ctdb: evil, musicBrainz: evil, freedb: evil },
        tags: { source: 'person', releaseId: evil, disc: evilText, tracks: [{ number: 1, text: evilText }] },
        audio: [result(1, { fileName: evil, crc32: evil, accurateRipV1: evil, accurateRipV2: evil })],
        ctdbCrc: evil,
      },
    });
    expect(log).not.toMatch(/[\p{Cf}\p{Cs}\u2028\u2029]|(?!\n)\p{Cc}/u);
    expect(log.match(/^Track 9/m)).toBeNull();
    expect(log.split(shown).length).toBeGreaterThan(25);
  });

  it('names a hundred ranges of a ruined track and counts the rest', () => {
    const lostSectors = Array.from({ length: 150 }, (_, index) => ({
      firstLba: index * 3,
      lastLba: index * 3 + 1,
    }));
    const log = withCd({ audio: [result(1, { lostSectors, quality: 'damaged' }), result(2)] });
    expect(log.match(/^ {4}LBA /gm)).toHaveLength(100);
    expect(log).toContain('    and 100 sectors in 50 more places, all named in the .json file\n');
  });

  it('refuses an image that is not of a CD', () => {
    expect(() => logOf({ ...audio, cd: null })).toThrow(expect.objectContaining({ code: 'INTERNAL' }));
  });
});
