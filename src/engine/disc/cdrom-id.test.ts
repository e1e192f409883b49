import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { parseCdromId, probeMedia } from './cdrom-id.ts';

const fakes = fileURLToPath(new URL('../../../test/fakes/damaged-drive', import.meta.url));
const read = (name: string) =>
  readFile(new URL(`../../../test/fixtures/recordings/cdrom_id.${name}.txt`, import.meta.url), 'utf8');

const complete = { hasMedium: true, sessionCount: 1, lastSessionLba: null, state: null };
const nothing = {
  hasMedium: false,
  media: null,
  state: null,
  sessionCount: null,
  audioTrackCount: null,
  dataTrackCount: null,
  lastSessionLba: null,
};

afterEach(() => vi.unstubAllEnvs());

describe('parseCdromId on recordings of systemd 252', () => {
  it.each([
    ['audio-cd', { ...complete, media: 'cd', audioTrackCount: 2, dataTrackCount: 0 }],
    ['mixed-cd', { ...complete, media: 'cd', audioTrackCount: 1, dataTrackCount: 1 }],
    ['damaged-cd', { ...complete, media: 'cd', audioTrackCount: 0, dataTrackCount: 1 }],
    ['dvd-video', { ...complete, media: 'dvd', state: 'complete', audioTrackCount: 0, dataTrackCount: 1 }],
    [
      'cd-extra',
      {
        ...complete,
        media: 'cd',
        sessionCount: 2,
        audioTrackCount: 1,
        dataTrackCount: 1,
        lastSessionLba: 14025,
      },
    ],
    [
      'blank-dvd',
      { ...complete, media: 'dvd+r', state: 'blank', audioTrackCount: null, dataTrackCount: null },
    ],
    ['tray-open', nothing],
    ['data-cd', nothing], // recorded before the disc had settled
  ])('understands %s', async (name, expected) => {
    expect(parseCdromId(await read(name))).toEqual(expected);
  });
});

describe('parseCdromId', () => {
  it.each([
    ['BD_RE', 'bd-re'],
    ['BD_R', 'bd-r'],
    ['BD', 'bd'],
    ['DVD_PLUS_R_DL', 'dvd+r-dl'],
    ['DVD_RAM', 'dvd-ram'],
    ['HDDVD_R', 'hddvd'],
    ['CD_RW', 'cd-rw'],
    ['MO', null],
  ])('names the medium %s', (property, media) => {
    expect(parseCdromId(`ID_CDROM_MEDIA=1\nID_CDROM_MEDIA_${property}=1\n`).media).toBe(media);
  });

  it('does not take the abilities of a drive for a medium', () => {
    expect(parseCdromId('ID_CDROM=1\nID_CDROM_DVD=1\nID_CDROM_BD_R=1\n')).toEqual(nothing);
  });

  it('ignores numbers and words that make no sense', () => {
    const output = [
      'ID_CDROM_MEDIA=1',
      'ID_CDROM_MEDIA_STATE=melted',
      'ID_CDROM_MEDIA_SESSION_COUNT=-3',
      'ID_CDROM_MEDIA_SESSION_LAST_OFFSET=99999999999999999999',
      'rubbish',
    ].join('\n');
    expect(parseCdromId(output)).toEqual({ ...nothing, hasMedium: true });
  });
});

describe('probeMedia', () => {
  it('runs cdrom_id', async () => {
    vi.stubEnv('PATH', `${fakes}:${process.env.PATH}`);
    vi.stubEnv('FAKE_CDROM_ID', 'dvd-video');
    expect(await probeMedia('/dev/sr0')).toMatchObject({ media: 'dvd', state: 'complete' });
  });

  it('knows nothing where cdrom_id fails', async () => {
    vi.stubEnv('PATH', `${fakes}:${process.env.PATH}`);
    expect(await probeMedia('/dev/sr0')).toBeNull();
  });

  it('ends with the reason of an abort', async () => {
    await expect(probeMedia('/dev/sr0', { signal: AbortSignal.abort(new Error('enough')) })).rejects.toThrow(
      'enough',
    );
  });
});
