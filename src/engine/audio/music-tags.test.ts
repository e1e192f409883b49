import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { Value } from 'typebox/value';
import { describe, expect, it } from 'vitest';
import {
  type AudioTrackResult,
  type CdFacts,
  isAppError,
  MusicTags,
  type MusicText,
  noMusicText,
} from '#model/index.ts';
import { exec } from '../exec/index.ts';
import { encodeFlac, flacTagsFor, parseMusicTags, tagsFromFacts } from './index.ts';
import { cleanDate, cleanText } from './music-tags.ts';

const said = (text: Partial<MusicText>): MusicText => ({ ...noMusicText, ...text });

const facts: CdFacts = {
  catalog: '0123456789012',
  text: said({ title: 'Lab Album', performer: 'Lab Artist' }),
  tracks: [1, 2, 3].map((number) => ({
    number,
    session: 1,
    type: number === 1 ? 'data' : 'audio',
    mode: null,
    pregapSectors: null,
    laterIndexes: [],
    isrc: number === 2 ? 'USABC1234567' : null,
    isCopyPermitted: false,
    hasPreEmphasis: false,
    text: said({ title: `Title ${number}` }),
  })),
};
const ids = {
  accurateRip: null,
  ctdb: null,
  musicBrainz: '49HHV7Eb8UKF3aQiNmu1GR8vKTY-',
  freedb: '370fce16',
};

function refusal(value: unknown): { message: string; field: unknown } {
  try {
    parseMusicTags(typeof value === 'string' ? value : JSON.stringify(value));
  } catch (error) {
    if (isAppError(error, 'INVALID_INPUT')) return { message: error.message, field: error.details.field };
    throw error;
  }
  throw new Error('The tags were accepted.');
}

describe('cleanText', () => {
  it('is one tidy, well-formed line or nothing, for any text', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string({ unit: 'binary' }),
          fc.string().map((text) => `\ud800${text}\n\u2028`),
        ),
        (text) => {
          const clean = cleanText(text);
          if (clean === null) return;
          expect(clean.isWellFormed()).toBe(true);
          expect(clean).toMatch(/^[^\p{Cc}\u2028\u2029]+$/u);
          expect(clean).toBe(clean.trim());
          expect(cleanText(clean)).toBe(clean);
        },
      ),
    );
  });

  it('cuts after 500 characters, not within one', () => {
    expect(cleanText('💿'.repeat(501))).toBe('💿'.repeat(500));
    expect([cleanText(null), cleanText(undefined), cleanText(' \t\0')]).toEqual([null, null, null]);
  });
});

describe('cleanDate', () => {
  it('takes what can be a date', () => {
    expect(['1999', '1999-10', ' 1999-10-05 '].map(cleanDate)).toEqual(['1999', '1999-10', '1999-10-05']);
    expect(['', '99', '1999-13', '1999-00-00', '1999-10-32', '5.10.1999', null].map(cleanDate)).toEqual(
      Array(7).fill(null),
    );
  });
});

describe('tagsFromFacts', () => {
  it('gives CD-TEXT of disc and audio tracks', () => {
    expect(tagsFromFacts(facts)).toEqual({
      source: 'cd-text',
      releaseId: null,
      disc: facts.text,
      tracks: [
        { number: 2, text: said({ title: 'Title 2' }) },
        { number: 3, text: said({ title: 'Title 3' }) },
      ],
    });
  });

  it('names no source where the disc says nothing', () => {
    const silent = facts.tracks.map((track) => ({ ...track, text: noMusicText }));
    expect(tagsFromFacts({ ...facts, text: noMusicText, tracks: silent })).toMatchObject({ source: 'none' });
    const oneTitle = {
      ...facts,
      text: noMusicText,
      tracks: [...silent.slice(0, 2), ...facts.tracks.slice(2)],
    };
    expect(tagsFromFacts(oneTitle)).toMatchObject({ source: 'cd-text' });
  });
});

describe('parseMusicTags', () => {
  it('takes what tagsFromFacts made', () => {
    const tags = tagsFromFacts(facts);
    expect(parseMusicTags(JSON.stringify(tags, null, 2))).toEqual(tags);
  });

  it('fills in what a person left out, and tidies what they typed', () => {
    const releaseId = 'F205627F-B70A-409D-ADBE-66289B614E80';
    const typed = {
      releaseId,
      disc: { title: ' Aerial\n', date: '2007-11-05', genre: '' },
      tracks: [
        { number: 2, text: {} },
        { number: 1, text: { title: 'Prelude' } },
      ],
    };
    const tags = parseMusicTags(`\uFEFF${JSON.stringify(typed)}`);
    expect(Value.Errors(MusicTags, tags)).toEqual([]);
    expect(tags).toEqual({
      source: 'person',
      releaseId: releaseId.toLowerCase(),
      disc: said({ title: 'Aerial', date: '2007-11-05' }),
      tracks: [
        { number: 1, text: said({ title: 'Prelude' }) },
        { number: 2, text: noMusicText },
      ],
    });
    expect(parseMusicTags('{}')).toEqual({
      source: 'person',
      releaseId: null,
      disc: noMusicText,
      tracks: [],
    });
  });

  const title = (text: unknown) => ({ tracks: [{ number: 1, text }] });
  it.each([
    ['a slip of the keyboard', '{"disc": }', 'tags', 'not valid JSON'],
    ['a list', [], 'tags', 'object in braces'],
    ['an unknown field', { titel: 'x' }, 'titel', 'not a field of tags'],
    ['an unknown field of the disc', { disc: { titel: 'x' } }, 'disc.titel', 'not a field of tags'],
    ['an unknown field of a track', title({ artist: 'x' }), 'tracks[0].text.artist', 'not a field of tags'],
    ['a number for a title', title({ title: 3 }), 'tracks[0].text.title', 'text in quotation marks, or null'],
    ['a title that is too long', title({ title: 'x'.repeat(501) }), 'tracks[0].text.title', '500 characters'],
    ['no date', { disc: { date: 'soon' } }, 'disc.date', 'YYYY-MM-DD'],
    ['an unknown source', { source: 'freedb' }, 'source', 'none, cd-text, musicbrainz, person'],
    ['a release that is no MBID', { releaseId: '12' }, 'releaseId', '36 characters'],
    ['tracks that are no list', { tracks: {} }, 'tracks', 'list in square brackets'],
    ['a track without text', { tracks: [{ number: 1 }] }, 'tracks[0]', 'must have text'],
    ['track 100', { tracks: [{ number: 100, text: {} }] }, 'tracks[0].number', 'from 1 to 99'],
    ['track 1.5', { tracks: [{ number: 1.5, text: {} }] }, 'tracks[0].number', 'from 1 to 99'],
    [
      'a track twice',
      { tracks: [1, 2, 1].map((number) => ({ number, text: {} })) },
      'tracks[2].number',
      'again',
    ],
  ])('refuses %s and says where', (_what, value, field, words) => {
    const { message, field: named } = refusal(value);
    expect(named).toBe(field);
    expect(message).toContain(words);
    expect(message).toMatch(/\.$/);
  });

  it('does not read what is far too long', () => {
    expect(refusal(' '.repeat(1024 * 1024 + 1)).message).toContain('too long');
  });

  it('accepts or refuses in words, whatever JSON it gets', () => {
    fc.assert(
      fc.property(fc.json(), (text) => {
        try {
          expect(Value.Check(MusicTags, parseMusicTags(text))).toBe(true);
        } catch (error) {
          expect(isAppError(error, 'INVALID_INPUT')).toBe(true);
        }
      }),
    );
  });
});

describe('flacTagsFor', () => {
  const tags: MusicTags = {
    source: 'musicbrainz',
    releaseId: 'f205627f-b70a-409d-adbe-66289b614e80',
    disc: said({ title: 'Album', performer: 'Band', composer: 'Anna', genre: 'Noise', date: '2007' }),
    tracks: [
      { number: 2, text: said({ title: 'Two', performer: 'Guest', songwriter: 'Bert', arranger: 'Cleo' }) },
    ],
  };
  const result: AudioTrackResult = {
    number: 2,
    fileName: '02_two.flac',
    sectorCount: 15_000,
    quality: 'damaged',
    attempts: 1,
    lostSectors: [
      { firstLba: 100, lastLba: 109 },
      { firstLba: 200, lastLba: 201 },
    ],
    unsettledSectors: [],
    repairedSectorCount: 0,
    crc32: null,
    accurateRipV1: null,
    accurateRipV2: null,
  };
  const tagging = { tags, facts, ids, trackNumber: 2, trackTotal: 3 };
  const commentOf = (change: Partial<AudioTrackResult>) =>
    flacTagsFor({ ...tagging, result: { ...result, ...change } }).find(({ name }) => name === 'COMMENT')
      ?.value;

  it('names what Picard names, as Picard names it', () => {
    expect(flacTagsFor({ ...tagging, result })).toEqual([
      { name: 'TITLE', value: 'Two' },
      { name: 'ARTIST', value: 'Guest' },
      { name: 'ALBUM', value: 'Album' },
      { name: 'ALBUMARTIST', value: 'Band' },
      { name: 'COMPOSER', value: 'Anna' },
      { name: 'ARRANGER', value: 'Cleo' },
      { name: 'LYRICIST', value: 'Bert' },
      { name: 'GENRE', value: 'Noise' },
      { name: 'DATE', value: '2007' },
      { name: 'TRACKNUMBER', value: '2' },
      { name: 'TRACKTOTAL', value: '3' },
      { name: 'ISRC', value: 'USABC1234567' },
      { name: 'BARCODE', value: '0123456789012' },
      { name: 'MUSICBRAINZ_DISCID', value: '49HHV7Eb8UKF3aQiNmu1GR8vKTY-' },
      { name: 'MUSICBRAINZ_ALBUMID', value: 'f205627f-b70a-409d-adbe-66289b614e80' },
      { name: 'COMMENT', value: '12 of 15000 sectors could not be read and are silence' },
    ]);
  });

  it('says only what is known, and nothing of a track that is whole', () => {
    const nothing: MusicTags = { source: 'none', releaseId: null, disc: noMusicText, tracks: [] };
    const none = { accurateRip: null, ctdb: null, musicBrainz: null, freedb: null };
    const bare = {
      tags: nothing,
      facts: { ...facts, catalog: null },
      ids: none,
      trackNumber: 3,
      trackTotal: 3,
    };
    expect(flacTagsFor({ ...bare, result: { ...result, lostSectors: [] } })).toEqual([
      { name: 'TRACKNUMBER', value: '3' },
      { name: 'TRACKTOTAL', value: '3' },
    ]);
  });

  it('comments damage of either kind', () => {
    const one = [{ firstLba: 7, lastLba: 7 }];
    expect(commentOf({ lostSectors: one })).toBe('1 of 15000 sectors could not be read and is silence');
    expect(commentOf({ lostSectors: [], unsettledSectors: one })).toBe(
      '1 of 15000 sectors came out differently each time',
    );
    expect(commentOf({ unsettledSectors: one })).toMatch(/ are silence; 1 of 15000 sectors came out/);
    expect(commentOf({ lostSectors: [] })).toBeUndefined();
  });

  it('makes tags that metaflac reads back', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'tags-'));
    try {
      const wavPath = join(folder, 'a.wav');
      const flacPath = join(folder, 'a.flac');
      await exec('sox', ['-n', '-r', '44100', '-b', '16', '-c', '2', wavPath, 'synth', '0.1', 'sine', '440']);
      const written = flacTagsFor({ ...tagging, result });
      await encodeFlac({ wavPath, flacPath, tags: written });
      const listed = await exec('metaflac', ['--no-utf8-convert', '--export-tags-to=-', flacPath]);
      expect(listed.stdout.toString().trim().split('\n')).toEqual(
        written.map(({ name, value }) => `${name}=${value}`),
      );
    } finally {
      await rm(folder, { recursive: true });
    }
  });
});
