import { describe, expect, it } from 'vitest';
import type { Track } from '#model/index.ts';
import {
  AccurateRipChecksum,
  accurateRipId,
  BYTES_PER_SAMPLE,
  checksumTracks,
  ctdbDiscCrc,
  ctdbTocId,
  type DiscLayout,
  freedbId,
  hex32,
  musicBrainzDiscId,
  SAMPLES_PER_SECTOR,
  TrackChecksums,
} from './index.ts';

const sectorBytes = SAMPLES_PER_SECTOR * BYTES_PER_SAMPLE;

/** A disc of one session from start sectors; a data track is one whose number is in `dataTracks`. */
function disc(starts: readonly number[], leadOutLba: number, dataTracks: readonly number[] = []): DiscLayout {
  const tracks = starts.map((startLba, index): Track => {
    const isData = dataTracks.includes(index + 1);
    return {
      number: index + 1,
      session: 1,
      type: isData ? 'data' : 'audio',
      startLba,
      sectorCount: (starts[index + 1] ?? leadOutLba) - startLba,
      control: isData ? 4 : 0,
    };
  });
  return { tracks, leadOutLba };
}

/**
 * The noise of CUETools' tests: bytes of .NET's `new Random(seed)`, which learn.microsoft.com describes as Knuth's
 * subtractive generator (TAOCP 3.2.2) with a lag of 21 in place of 24, and which keeps its sequence for a given seed.
 */
function dotnetNoise(seed: number, skipBytes: number, sizeBytes: number): Buffer {
  const modulus = 2 ** 31 - 1;
  const size = 55;
  const state = new Int32Array(size);
  const subtractOnce = (lag: number) => {
    for (let index = 0; index < size; index += 1) {
      const difference = ((state[index] ?? 0) - (state[(index + lag) % size] ?? 0)) | 0;
      state[index] = difference < 0 ? difference + modulus : difference;
    }
  };
  let previous = 161_803_398 - seed;
  let current = 1;
  state[size - 1] = previous;
  for (let step = 1; step < size; step += 1) {
    state[((21 * step) % size) - 1] = current;
    [previous, current] = [current, previous - current + (previous < current ? modulus : 0)];
  }
  for (let round = 0; round < 4; round += 1) subtractOnce(31);

  const noise = Buffer.alloc(skipBytes + sizeBytes);
  for (let offset = 0; offset < noise.length; offset += size) {
    subtractOnce(21);
    noise.set(Uint8Array.from(state).subarray(0, noise.length - offset), offset);
  }
  return noise.subarray(skipBytes);
}

/** Checksums of every track of a disc whose bytes from LBA 0 on are given, fed in odd pieces. */
function sumsOf(layout: DiscLayout, image: Buffer) {
  return checksumTracks(layout).map((track, index) => {
    const start = (layout.tracks[index]?.startLba ?? 0) * sectorBytes;
    const bytes = image.subarray(start, start + track.sampleCount * BYTES_PER_SAMPLE);
    const checksums = new TrackChecksums(track);
    for (let at = 0; at < bytes.length; at += 10_007) checksums.update(bytes.subarray(at, at + 10_007));
    return checksums.digest();
  });
}

/**
 * gchudov/cuetools.net at e90b1a86, CUETools/CUETools.TestCodecs/AccurateRipVerifyTest.cs (CRC32Test, CRCTest, CRCV2Test)
 * and CUETools/CUETools.TestParity/CDRepairDecodeTest.cs, for the noise of
 * CUETools.TestHelpers/NoiseAndErrorsGenerator.cs.
 */
describe('values of the tests of CUETools', () => {
  const layout = disc([13, 68, 99], 136);
  const sums = sumsOf(layout, dotnetNoise(2314, 0, 136 * sectorBytes));

  it('has its CRC-32 of three tracks', () => {
    expect(sums.map((track) => track?.crc32)).toEqual([321_342_250, 37_001_035, 516_255_430]);
  });

  it('has its AccurateRip v1 and v2 of three tracks, first and last among them', () => {
    const v1 = [3_727_147_246, 2_202_235_240, 3_752_629_998];
    const v2 = [3_988_391_122, 2_284_845_104, 3_841_231_027];
    expect(sums.map((track) => track?.accurateRip)).toEqual(
      v1.map((sum, index) => ({ v1: sum, v2: v2[index] })),
    );
  });

  it('has its CTDB checksum of a disc, from one track or from three', () => {
    // 9801 sectors: of the last eleven none counts. The second track begins within the first ten.
    const noise = dotnetNoise(2423, 32 * sectorBytes, 9801 * sectorBytes);
    expect(ctdbDiscCrc(sumsOf(disc([0], 9801), noise))).toBe(377_539_636);
    expect(ctdbDiscCrc(sumsOf(disc([0, 4, 7000], 9801), noise))).toBe(377_539_636);
  });
});

/** crf8472/libarcstk at 6fd4939a, test/src/calculate_impl.cpp ("perform_update"): every sample is its index and 1. */
describe('values of the tests of libarcstk', () => {
  it.each([
    { from: 33, to: 5225, isFirst: true, isLast: false, v1: 0x0af18bb6, v2: 0x8fbb68ba },
    { from: 5225, to: 7390, isFirst: false, isLast: false, v1: 0x60f64e9a, v2: 0x8d040a9a },
    { from: 225_320, to: 234_103, isFirst: false, isLast: false, v1: 0x3ef9ce06, v2: 0x8348c62f },
  ])('has its AccurateRip v1 and v2 of the track from $from to $to', ({ from, to, v1, v2, ...ends }) => {
    const checksum = new AccurateRipChecksum({ sampleCount: (to - from) * SAMPLES_PER_SECTOR, ...ends });
    const sector = new Uint32Array(SAMPLES_PER_SECTOR);
    for (let lba = from; lba < to; lba += 1) {
      for (let index = 0; index < sector.length; index += 1) sector[index] = lba * sector.length + index + 1;
      checksum.update(new Uint8Array(sector.buffer));
    }
    expect(checksum.digest()).toEqual({ v1, v2 });
  });

  /** test/src/identifier.cpp ("make_arid builds valid ARIds"). */
  it('has its AccurateRip names of three discs', () => {
    const bach = disc(
      [
        33, 5225, 7390, 23380, 35608, 49820, 69508, 87733, 106333, 139495, 157863, 198495, 213368, 225320,
        234103,
      ],
      253_038,
    );
    expect(accurateRipId(bach)?.path).toBe('8/7/1/dBAR-015-001b9178-014be24e-b40d2d0f.bin');
    const symphony = disc([32, 96_985, 166_422], 264_957);
    expect(accurateRipId(symphony)?.path).toBe('c/0/0/dBAR-003-0008100c-001ac008-190dcc03.bin');
    const concertos = disc([33, 34283, 49908, 71508, 97983, 111183, 126708, 161883, 187158], 210_143);
    expect(accurateRipId(concertos)).toMatchObject({
      id1: '001008a6',
      id2: '007469b8',
      freedbId: '870af109',
    });
  });
});

describe('values of real discs', () => {
  /** whipper-team/whipper at 6ad681af, whipper/test/test_image_table.py: 12 audio tracks and a session of data. */
  it('names a CD-Extra disc as freedb, MusicBrainz and AccurateRip do', () => {
    const starts = [
      0, 15537, 31691, 50866, 66466, 81202, 99409, 115920, 133093, 149847, 161560, 177682, 207106,
    ];
    const ladyhawke = disc(starts, 210_385, [13]);
    expect(freedbId(ladyhawke)).toBe('c60af50d');
    expect(musicBrainzDiscId(ladyhawke)).toBe('KnpGsLhvH.lPrNc1PBL21lb9Bg4-');
    expect(accurateRipId(ladyhawke)).toEqual({
      audioTrackCount: 12,
      id1: '0013bd5a',
      id2: '00b8d489',
      freedbId: 'c60af50d',
      path: 'a/5/d/dBAR-012-0013bd5a-00b8d489-c60af50d.bin',
    });
  });

  /** musicbrainz.org/doc/Disc_ID_Calculation, the audio CD. */
  it('names the example of MusicBrainz', () => {
    const example = disc([0, 15213, 32164, 46442, 63264, 80339], 95_312);
    expect(musicBrainzDiscId(example)).toBe('49HHV7Eb8UKF3aQiNmu1GR8vKTY-');
  });

  /** metabrainz/libdiscid, test/test_put.c; its offsets count from MSF 00:00:00. */
  it('names the disc of the tests of libdiscid', () => {
    const offsets = [
      150, 9700, 25887, 39297, 53795, 63735, 77517, 94877, 107270, 123552, 135522, 148422, 161197, 174790,
      192022, 205545, 218010, 228700, 239590, 255470, 266932, 288750,
    ];
    const layout = disc(
      offsets.map((offset) => offset - 150),
      303_602 - 150,
    );
    expect(musicBrainzDiscId(layout)).toBe('xUp1F2NkfP8s8jaeFn_Av3jNEI4-');
    expect(freedbId(layout)).toBe('370fce16');
  });

  /** The table of contents and CTDB's answer in a published log of Exact Audio Copy (RDWL-0001, 7 March 2021). */
  it('names a disc as CTDB does', () => {
    const starts = [0, 25653, 53706, 77409, 103139, 123509, 142412, 162721, 188974, 210577, 234880];
    expect(ctdbTocId(disc(starts, 249_403))).toBe('HBFiB3CptZA6LyLN9Kn1aRh7H.Y-');
  });

  /** Wikipedia, "CDDB": one track of 3610 seconds that begins after two. */
  it('names the smallest disc as freedb does', () => {
    expect(freedbId(disc([0], 3610 * 75))).toBe('020e1a01');
  });

  it('prints checksums with leading zeros', () => {
    expect([hex32(0), hex32(-1), hex32(0x00b8d489)]).toEqual(['00000000', 'ffffffff', '00b8d489']);
  });
});
