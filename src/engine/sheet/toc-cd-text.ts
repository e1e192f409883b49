import { type CdTextBlock, type CdTextField, cdTextFields, type DiscSheet } from './disc-sheet.ts';
import type { TocReader } from './toc-reader.ts';

/** Packs that are not for people (cdrdao: `packType` of trackdb/TocParser.g, where CLOSED was RESERVED4 once). */
const otherPacks = 'SIZE_INFO TOC_INFO1 TOC_INFO2 RESERVED1 RESERVED2 RESERVED3 RESERVED4 CLOSED'.split(' ');

/** CD-TEXT of a disc or a track; `languages` is empty for a track. */
export type TocCdText = {
  readonly languages: DiscSheet['cdTextLanguages'];
  readonly blocks: readonly CdTextBlock[];
};

/** Reads `CD_TEXT { … }` from after its first word. Binary packs are left out: they only repeat sizes and the table. */
export function readTocCdText(reader: TocReader): TocCdText {
  reader.takeSign('{');
  const languages = reader.skip('LANGUAGE_MAP') ? readLanguageMap(reader) : [];
  const blocks: CdTextBlock[] = [];
  while (reader.skip('LANGUAGE')) {
    const block = takeBlockNumber(reader);
    if (blocks.some((other) => other.block === block)) {
      throw reader.error(`language ${block} is there twice.`);
    }
    blocks.push({ block, fields: readFields(reader) });
  }
  reader.takeSign('}');
  return { languages, blocks: blocks.filter(({ fields }) => Object.keys(fields).length > 0) };
}

function readLanguageMap(reader: TocReader): DiscSheet['cdTextLanguages'] {
  const codes = new Map<number, number>();
  reader.takeSign('{');
  while (!reader.skip('}')) {
    const block = takeBlockNumber(reader);
    reader.takeSign(':');
    const languageCode = reader.skip('EN') ? 9 : reader.takeNumber('a language code');
    if (languageCode > 255) throw reader.error(`${languageCode} is not a language code (0-255).`);
    codes.set(block, languageCode);
  }
  return [...codes].map(([block, languageCode]) => ({ block, languageCode }));
}

function takeBlockNumber(reader: TocReader): number {
  const block = reader.takeNumber('the number of a language');
  if (block > 7) throw reader.error(`there is no language ${block} (0-7).`);
  return block;
}

function readFields(reader: TocReader): CdTextBlock['fields'] {
  const fields: Partial<Record<CdTextField, string>> = {};
  reader.takeSign('{');
  // cdrdao 1.2.5 and later name the character set that the disc uses; the file itself is UTF-8.
  if (reader.next.text.startsWith('ENCODING_')) reader.take('word', 'an encoding');
  while (!reader.skip('}')) {
    const name = reader.take('word', 'a kind of CD-TEXT').text;
    const field = cdTextFields.find((known) => known === name);
    if (field === undefined && !otherPacks.includes(name)) {
      throw reader.error(`"${name.slice(0, 40)}" is not a kind of CD-TEXT.`);
    }
    if (reader.skip('{')) skipBinary(reader);
    else {
      const text = reader.takeString(`the text of ${name}`);
      if (field !== undefined && text !== '') fields[field] = text;
    }
  }
  return fields;
}

function skipBinary(reader: TocReader): void {
  while (!reader.skip('}')) {
    if (reader.takeNumber('a byte') > 255) throw reader.error('a byte goes from 0 to 255.');
    if (!reader.isAt('}')) reader.takeSign(',');
  }
}
