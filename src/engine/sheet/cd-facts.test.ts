import { readFileSync } from 'node:fs';
import { Value } from 'typebox/value';
import { describe, expect, it } from 'vitest';
import { CdFacts, noMusicText, type Track } from '#model/index.ts';
import { cdFactsFromTracks, cdFactsOf } from './cd-facts.ts';
import { joinSessions, parseCueSheet, parseTocSheet } from './index.ts';

const recording = (name: string) =>
  parseTocSheet(readFileSync(new URL(`../../../test/fixtures/recordings/${name}`, import.meta.url)));

/** Facts of a .toc with these lines, each checked against the model. */
function factsOf(toc: string) {
  const facts = cdFactsOf(parseTocSheet(toc));
  expect(Value.Errors(CdFacts, facts)).toEqual([]);
  return facts;
}

const texts = (fields: string, language = 0) => `CD_TEXT { LANGUAGE ${language} { ${fields} } }`;
const track = (lines: string) => `TRACK AUDIO\n${lines}\nFILE "a.wav" 0 00:10:00\n`;

describe('cdFactsOf', () => {
  it('tells what an audio CD says of itself (cdrdao 1.2.4)', () => {
    const plain = { session: 1, type: 'audio', mode: 'AUDIO', laterIndexes: [], isrc: 'USABC1234567' };
    const flags = { isCopyPermitted: false, hasPreEmphasis: false };
    const performer = 'Lab Artist';
    expect(cdFactsOf(recording('cdrdao.audio.toc'))).toEqual({
      catalog: '0123456789012',
      text: { ...noMusicText, title: 'Lab Album', performer },
      tracks: [
        {
          ...plain,
          ...flags,
          number: 1,
          pregapSectors: 0,
          text: { ...noMusicText, title: 'Sine', performer },
        },
        {
          ...plain,
          ...flags,
          number: 2,
          pregapSectors: 6,
          text: { ...noMusicText, title: 'Pink', performer },
        },
      ],
    });
  });

  it('tells data from audio, and a pre-gap that is in no file (mixed mode, cdrdao 1.2.4)', () => {
    const { catalog, tracks } = cdFactsOf(recording('cdrdao.mixed.toc'));
    expect(catalog).toBeNull();
    expect(tracks).toMatchObject([
      { number: 1, type: 'data', mode: 'MODE1_RAW', pregapSectors: 0 },
      { number: 2, type: 'audio', mode: 'AUDIO', pregapSectors: 150, text: noMusicText },
    ]);
  });

  it('counts sessions of a CD-Extra (cdrdao 1.2.4)', () => {
    const sessions = [recording('cdrdao.extra-session1.toc'), recording('cdrdao.extra-session2.toc')];
    expect(cdFactsOf(joinSessions(sessions)).tracks).toMatchObject([
      { number: 1, session: 1, type: 'audio' },
      { number: 2, session: 2, type: 'data' },
    ]);
  });

  it('prefers English to the first language, for each text on its own', () => {
    const facts = factsOf(`CD_DA
CD_TEXT {
  LANGUAGE_MAP { 0 : 8 1 : EN }
  LANGUAGE 0 { TITLE "Deutsch" PERFORMER "Wer" }
  LANGUAGE 1 { TITLE "English" }
}
TRACK AUDIO
${texts('TITLE "nur deutsch"')}
FILE "a.wav" 0`);
    expect(facts.text).toEqual({ ...noMusicText, title: 'English' });
    expect(facts.tracks[0]?.text.title).toBe('nur deutsch');
  });

  it('takes the first language where none is English', () => {
    expect(factsOf(`CD_DA ${texts('TITLE "Erst"', 3)} ${track('')}`).text.title).toBe('Erst');
  });

  it('takes every kind of text that has a place', () => {
    const fields = 'SONGWRITER "s" COMPOSER "c" ARRANGER "a" GENRE "g" MESSAGE "m" DISC_ID "d"';
    expect(factsOf(`CD_DA ${texts(fields)} ${track('')}`).text).toEqual({
      ...noMusicText,
      songwriter: 's',
      composer: 'c',
      arranger: 'a',
      genre: 'g',
    });
  });

  it('takes a TAB for the text of the track before', () => {
    const { tracks } = factsOf(
      `CD_DA ${['Anna', '\\011', '\\011\\011', 'Bert'].map((name) => track(texts(`PERFORMER "${name}"`))).join('')}`,
    );
    expect(tracks.map(({ text }) => text.performer)).toEqual(['Anna', 'Anna', 'Anna', 'Bert']);
    expect(factsOf(`CD_DA ${track(texts('TITLE "\\011"'))}`).tracks[0]?.text.title).toBeNull();
  });

  it('makes hostile text one tidy line', () => {
    const { text } = factsOf(
      `CD_DA ${texts(`TITLE " a\\033[31m\\012b " PERFORMER "${'é'.repeat(600)}" COMPOSER "  "`)} ${track('')}`,
    );
    expect(text).toMatchObject({ title: 'a [31m b', performer: 'é'.repeat(500), composer: null });
  });

  it('takes ISRC and catalogue number from CD-TEXT where the sub-channel has none', () => {
    const facts = factsOf(`CD_DA ${texts('UPC_EAN "1234567890123"')}
${track(texts('ISRC "us-abc-12-34567"'))}${track(`ISRC "DEXYZ9900001" ${texts('ISRC "USABC1234567"')}`)}`);
    expect(facts.catalog).toBe('1234567890123');
    expect(facts.tracks.map(({ isrc }) => isrc)).toEqual(['USABC1234567', 'DEXYZ9900001']);
    expect(factsOf(`CD_DA ${track(texts('ISRC "no such thing"'))}`).tracks[0]?.isrc).toBeNull();
  });

  it('takes numbers of zeros for none', () => {
    const facts = factsOf(`CD_DA CATALOG "0000000000000" ${track('ISRC "000000000000"')}`);
    expect([facts.catalog, facts.tracks[0]?.isrc]).toEqual([null, null]);
  });

  it('adds up a pre-gap of several parts and counts later indexes from the music', () => {
    const { tracks } = factsOf(`CD_DA
TRACK AUDIO
COPY PRE_EMPHASIS
SILENCE 00:01:00
FILE "a.wav" 0 00:00:20
FILE "b.wav" 0 00:10:00
START 00:02:00
INDEX 00:01:00
INDEX 00:05:10`);
    expect(tracks).toMatchObject([
      { pregapSectors: 150, laterIndexes: [75, 385], isCopyPermitted: true, hasPreEmphasis: true },
    ]);
  });

  it('does not know a pre-gap that lies in a file of unknown length', () => {
    const cue = `FILE "gap.wav" WAVE
  TRACK 01 AUDIO
    INDEX 00 00:00:00
FILE "music.wav" WAVE
    INDEX 01 00:00:00
    INDEX 02 00:03:00`;
    expect(cdFactsOf(parseCueSheet(cue)).tracks[0]).toMatchObject({ pregapSectors: null, laterIndexes: [] });
  });
});

describe('cdFactsFromTracks', () => {
  it('knows flags and nothing else', () => {
    const toc = (number: number, type: Track['type'], control: number): Track => ({
      number,
      session: number,
      type,
      startLba: 0,
      sectorCount: 1,
      control,
    });
    const facts = cdFactsFromTracks([toc(1, 'audio', 3), toc(2, 'audio', 0), toc(3, 'data', 5)]);
    expect(Value.Errors(CdFacts, facts)).toEqual([]);
    expect(facts).toMatchObject({ catalog: null, text: noMusicText });
    expect(facts.tracks).toMatchObject([
      { number: 1, session: 1, mode: null, pregapSectors: null, isCopyPermitted: true, hasPreEmphasis: true },
      { number: 2, type: 'audio', isCopyPermitted: false, hasPreEmphasis: false },
      { number: 3, type: 'data', isCopyPermitted: false, hasPreEmphasis: false, isrc: null },
    ]);
  });
});
