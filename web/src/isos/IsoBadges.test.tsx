import { screen } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import type { Iso } from '../api/types.ts';
import { prepareTestPage, show } from '../testing/show.tsx';
import { IsoBadges } from './IsoBadges.tsx';

prepareTestPage();

const at = '2026-11-01T12:00:00.000Z';

function sampleIso(more: Partial<Iso>): Iso {
  return {
    id: 1,
    jobUuid: null,
    fileName: 'HOLIDAY.iso',
    title: null,
    tags: [],
    filePath: '/library/HOLIDAY.iso',
    sizeBytes: 2048,
    storedBytes: null,
    md5: null,
    sha256: null,
    sha1: null,
    crc32: null,
    discKind: 'data',
    discLabel: 'HOLIDAY',
    fingerprintId: null,
    isComplete: true,
    badBytes: 0,
    createdAt: at,
    verifiedAt: null,
    verdict: null,
    isPresent: true,
    missingSince: null,
    changedSince: null,
    droppedAt: null,
    knownGood: null,
    trashedAt: null,
    ...more,
  };
}

describe('how good an image is said to be', () => {
  it('is complete where all was read and nothing speaks against it, here or at a target', async () => {
    await show(
      <>
        <IsoBadges iso={sampleIso({})} />
        <IsoBadges iso={sampleIso({ isPresent: false, droppedAt: at })} />
      </>,
    );
    const badges = await screen.findAllByText('complete');
    expect(badges.map(({ className }) => className)).toEqual(['tag tag-good', 'tag tag-good']);
  });

  it.each([
    ['is gone', { isPresent: false, missingSince: at }, 'file missing'],
    ['was changed from outside', { changedSince: at }, 'changed outside'],
    ['differs from what was read', { verdict: 'mismatch' }, 'differs'],
  ] as const)('is never a good word for one that %s', async (_, more, why) => {
    const knownGood = { dat: 'Lab', version: null, title: 'Holiday (Germany)', tracks: 1 };
    await show(<IsoBadges iso={sampleIso({ knownGood, ...more })} />);
    expect((await screen.findByText(why)).className).toContain('tag-bad');
    expect(screen.getByText('read completely').className).toContain('tag-calm');
    expect(document.querySelector('.tag-good')).toBeNull();
  });

  it('is damaged where not all was read', async () => {
    await show(<IsoBadges iso={sampleIso({ isComplete: false, badBytes: 2048 })} />);
    expect((await screen.findByText('damaged')).className).toContain('tag-warn');
  });
});
