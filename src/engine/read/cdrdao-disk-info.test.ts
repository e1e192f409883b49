import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parseCdrdaoDiskInfo } from './cdrdao-disk-info.ts';

const recording = (name: string) =>
  readFileSync(new URL(`../../../test/fixtures/recordings/${name}`, import.meta.url));
const diskInfo = (name: string) => parseCdrdaoDiskInfo(recording(`cdrdao-disk-info.${name}.txt`).toString());

describe('parseCdrdaoDiskInfo', () => {
  it('tells sessions and tracks (cdrdao 1.2.4)', () => {
    const complete = { isReady: true, isBlank: false, isAppendable: false, isRewritable: false, errors: [] };
    const audio = { ...complete, tocType: 'CD-DA or CD-ROM', lastTrack: 2, capacitySectors: null };
    expect(diskInfo('audio-cd')).toEqual({ ...audio, sessionCount: 1 });
    expect(diskInfo('mixed-cd')).toEqual({ ...audio, sessionCount: 1 });
    expect(diskInfo('cd-extra')).toEqual({ ...audio, sessionCount: 2 });
  });

  it('takes no capacity below zero', () => {
    expect(diskInfo('dvd-video')).toMatchObject({ isReady: true, sessionCount: 1, capacitySectors: null });
    expect(diskInfo('damaged-cd')).toMatchObject({ isReady: true, lastTrack: 1, capacitySectors: null });
  });

  it('tells a blank medium', () => {
    expect(diskInfo('blank-dvd')).toEqual({
      isReady: true,
      isBlank: true,
      isAppendable: null,
      isRewritable: false,
      tocType: null,
      sessionCount: null,
      lastTrack: null,
      capacitySectors: 1_142_952,
      errors: [],
    });
  });

  it('tells a drive that is not ready', () => {
    expect(diskInfo('data-cd')).toMatchObject({
      isReady: false,
      isBlank: null,
      sessionCount: null,
      errors: ['Unit not ready, giving up.', 'Cannot setup device /dev/sr0.'],
    });
    expect(parseCdrdaoDiskInfo('')).toMatchObject({ isReady: false, errors: [] });
  });

  it('tells an appendable disc', () => {
    const text = 'CD-R empty           : no\nToc Type             : CD-ROM XA\nAppendable           : yes\n';
    expect(parseCdrdaoDiskInfo(text)).toMatchObject({ isAppendable: true, tocType: 'CD-ROM XA' });
  });
});
