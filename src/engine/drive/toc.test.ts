import { describe, expect, it } from 'vitest';
import { type CdromPort, cdromRequests } from './ioctl.ts';
import { interpretToc, type RawToc, readToc } from './toc.ts';

/** Answers like the kernel on a disc with this table of contents; `null` is a disc without one. */
function portWith(toc: RawToc | null, header = { first: 1, last: toc?.entries.length ?? 0 }): CdromPort {
  return {
    open: async () => 99,
    close: async () => undefined,
    call: async (_fd, request, argument) => {
      if (toc === null || typeof argument === 'number') return -1;
      if (request === cdromRequests.readTocHeader) {
        argument.writeUInt8(header.first, 0);
        argument.writeUInt8(header.last, 1);
      } else if (request === cdromRequests.readTocEntry) {
        const number = argument.readUInt8(0);
        const entry = toc.entries.find((candidate) => candidate.number === number);
        if (entry === undefined && number !== 0xaa) return -1;
        argument.writeUInt8(((entry?.control ?? 4) << 4) | 1, 1);
        argument.writeInt32LE(entry?.startLba ?? toc.leadOutLba, 4);
      } else {
        argument.writeInt32LE(toc.lastSessionLba, 0);
        argument.writeUInt8(toc.lastSessionLba > 0 ? 1 : 0, 4);
      }
      return 0;
    },
  };
}

const audio: RawToc = {
  entries: [
    { number: 1, control: 0, startLba: 0 },
    { number: 2, control: 1, startLba: 1500 },
  ],
  leadOutLba: 2625,
  lastSessionLba: 0,
};
const cdExtra: RawToc = {
  entries: [
    { number: 1, control: 0, startLba: 0 },
    { number: 2, control: 4, startLba: 14_025 },
  ],
  leadOutLba: 24_449,
  lastSessionLba: 14_025,
};

describe('readToc', () => {
  it('reads tracks and lead-out of an audio disc', async () => {
    expect(await readToc('/dev/sr0', 1, portWith(audio))).toEqual({
      tracks: [
        { number: 1, session: 1, type: 'audio', startLba: 0, sectorCount: 1500, control: 0 },
        { number: 2, session: 1, type: 'audio', startLba: 1500, sectorCount: 1125, control: 1 },
      ],
      leadOutLba: 2625,
      lastSessionLba: 0,
    });
  });

  it('ends a session before the gap to the next one', async () => {
    const toc = await readToc('/dev/sr0', null, portWith(cdExtra));
    expect(toc?.lastSessionLba).toBe(14_025);
    expect(toc?.tracks).toMatchObject([
      { session: 1, type: 'audio', sectorCount: 14_025 - 11_400 },
      { session: 2, type: 'data', sectorCount: 24_449 - 14_025 },
    ]);
  });

  it('has nothing to say of a disc without a table of contents', async () => {
    expect(await readToc('/dev/sr0', null, portWith(null))).toBeNull();
  });

  it.each([
    { first: 0, last: 2 },
    { first: 2, last: 1 },
    { first: 1, last: 200 },
    { first: 1, last: 3 },
  ])('refuses the impossible header $first to $last', async (header) => {
    expect(await readToc('/dev/sr0', null, portWith(audio, header))).toBeNull();
  });

  it('gives up when the lead-out cannot be read', async () => {
    const port = portWith(audio);
    const call: CdromPort['call'] = async (fd, request, argument) =>
      typeof argument !== 'number' && request === cdromRequests.readTocEntry && argument.readUInt8(0) === 0xaa
        ? -1
        : port.call(fd, request, argument);
    expect(await readToc('/dev/sr0', null, { ...port, call })).toBeNull();
  });
});

describe('interpretToc', () => {
  it('refuses tracks that do not follow each other', () => {
    expect(interpretToc({ ...audio, leadOutLba: 1000 }, null)).toBeNull();
    expect(interpretToc({ ...audio, entries: [{ number: 1, control: 0, startLba: -5 }] }, null)).toBeNull();
  });

  it('gives each track its own session when there are as many of both', () => {
    const raw = {
      entries: [0, 20_000, 40_000].map((startLba, index) => ({ number: index + 1, control: 4, startLba })),
      leadOutLba: 50_000,
      lastSessionLba: 40_000,
    };
    expect(interpretToc(raw, 3)?.tracks).toMatchObject([
      { session: 1, sectorCount: 8_600 },
      { session: 2, sectorCount: 13_100 },
      { session: 3, sectorCount: 10_000 },
    ]);
  });

  it('knows only the last session where tracks and sessions do not match', () => {
    const raw = {
      entries: [0, 5_000, 20_000, 40_000].map((startLba, index) => ({
        number: index + 1,
        control: 4,
        startLba,
      })),
      leadOutLba: 50_000,
      lastSessionLba: 40_000,
    };
    expect(interpretToc(raw, 3)?.tracks.map((track) => track.session)).toEqual([1, 1, 1, 3]);
  });

  it('ignores a session start that no track belongs to', () => {
    expect(interpretToc({ ...audio, lastSessionLba: 9_999 }, null)?.lastSessionLba).toBe(0);
  });
});
