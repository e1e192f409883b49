import { describe, expect, it } from 'vitest';
import { mediaTypes } from '#model/index.ts';
import { recommendedDomain } from './recommended-domain.ts';

const fsBytes = 100 * 1024 * 1024;
const withTail = (media: (typeof mediaTypes)[number] | null, tailBytes: number) =>
  recommendedDomain({ media, fsBytes, capBytes: fsBytes + tailBytes });
const isWritten = (media: string) => /-|\+/.test(media);

describe('recommendedDomain', () => {
  it.each([null, ...mediaTypes.filter((media) => !isWritten(media))])(
    'is the capacity of %s media with more than 2 MiB outside the file system',
    (media) => {
      expect(withTail(media, 2 * 1024 * 1024 + 1)).toBe('cap');
      expect(withTail(media, 2 * 1024 * 1024)).toBe('fs');
      expect(withTail(media, -2048)).toBe('fs');
    },
  );

  it.each(mediaTypes.filter(isWritten))(
    'is the file system of %s media, whatever lies behind it',
    (media) => {
      expect(withTail(media, 1e9)).toBe('fs');
    },
  );

  it('is the capacity without a file system, and the file system without a capacity', () => {
    expect(recommendedDomain({ media: 'dvd+rw', fsBytes: null, capBytes: 1 })).toBe('cap');
    expect(recommendedDomain({ media: 'dvd', fsBytes, capBytes: null })).toBe('fs');
  });
});
