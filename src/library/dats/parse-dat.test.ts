import { describe, expect, it } from 'vitest';
import { datFile, strangers } from '../../../test/support/dat-files.ts';
import { type DatPiece, mostDatBytes, parseDat } from './parse-dat.ts';

async function* chunksOf(text: string | Uint8Array, size = 1000): AsyncGenerator<Uint8Array> {
  const bytes = Buffer.from(text);
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}
async function read(source: AsyncIterable<Uint8Array>) {
  const pieces: DatPiece[] = [];
  for await (const piece of parseDat(source)) pieces.push(piece);
  const dumps = pieces.flatMap((piece) => (piece.type === 'dumps' ? piece.dumps : []));
  const skipped = pieces.reduce((sum, piece) => sum + (piece.type === 'dumps' ? piece.skipped : 0), 0);
  return { header: pieces[0]?.type === 'header' ? pieces[0].header : null, dumps, skipped };
}
const parse = (text: string | Uint8Array, size?: number) => read(chunksOf(text, size));
const around = (inside: string) =>
  `<?xml version="1.0"?>\n<datafile>\n<header><name>Lab</name></header>\n${inside}\n</datafile>`;
const md5 = 'd'.repeat(32);
const rom = (more: string) => `<game name="G">\n<rom name="g.bin" ${more}/>\n</game>`;
/** The beginning of a document, then the same again and again: far more than is ever taken. */
async function* endless(start: string, piece: string): AsyncGenerator<Uint8Array> {
  yield Buffer.from(start);
  const bytes = Buffer.from(piece.repeat(Math.ceil(65_536 / piece.length)));
  for (let sent = 0; sent < 1_000_000_000; sent += bytes.length) yield bytes;
}

describe('a DAT file', () => {
  it('gives its header and its dumps, sheets left out, however it is cut', async () => {
    const text = datFile(strangers(3), { name: 'Lab & Co - Discs', version: '7' });
    const whole = await parse(text);
    expect(whole.header).toEqual({
      name: 'Lab & Co - Discs',
      version: '7',
      description: 'Lab & Co - Discs (3)',
    });
    expect(whole.dumps.map(({ title }) => title)).toContain('Stranger 2 & Söhne (Europe)');
    expect(whole.dumps[1]?.tracks).toEqual([
      expect.objectContaining({
        name: 'Stranger 1 (Track 1).bin',
        sizeBytes: 4704,
        crc32: '12345678',
        sha256: null,
      }),
      expect.objectContaining({ name: 'Stranger 1 (Track 2).bin' }),
    ]);
    for (const size of [1, 7, 64]) expect(await parse(text, size)).toEqual(whole);
  });

  it('leaves out dumps that prove nothing, and counts them', async () => {
    const games = [
      rom(`size="5" md5="${md5}"`),
      rom(`size="5" md5="${md5}" status="baddump"`),
      rom(`size="5" md5="${md5}" status="nodump"`),
      rom(`md5="${md5}"`),
      rom('size="5" crc="00000000" md5=""'),
      '<machine name="M"><disk name="d" sha1="x"/></machine>',
      '<game name="only papers"><rom name="a.cue" size="1" md5=""/></game>',
    ];
    expect(await parse(around(games.join('\n')))).toMatchObject({ dumps: [{ title: 'G' }], skipped: 6 });
  });

  it('has the date as its version where it names no other', async () => {
    const text = '<datafile><header><name>Old</name><date>2009</date></header></datafile>';
    expect(await parse(text)).toMatchObject({ header: { name: 'Old', version: '2009' }, dumps: [] });
  });
});

describe('a hostile or broken DAT file', () => {
  const laughs =
    '<?xml version="1.0"?>\n<!DOCTYPE d [\n<!ENTITY a "ha">\n<!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">\n]>\n<datafile>&b;</datafile>';
  it.each<[string, string | Uint8Array, RegExp]>([
    ['entities that multiply', laughs, /^Line 5 ends a DOCTYPE/],
    ['an entity that nobody declared', around('<game name="&evil;"/>'), /^Line 4 .*entity/],
    ['a file of another program', around('').replaceAll('datafile', 'html'), /^Line 2 begins <html>/],
    ['a zip archive', Buffer.from('PK\u0003\u0004zip'), /^Line 1 begins a zip archive/],
    ['the format of ClrMamePro', 'clrmamepro (\n\tname "x"\n)', /^Line 1 begins a DAT file of ClrMamePro/],
    ['UTF-16', Buffer.from('\ufeff<datafile/>', 'utf16le'), /^Line 1 is in UTF-16/],
    [
      'another encoding that it names',
      '<?xml version="1.0" encoding="ISO-8859-1"?>\n<datafile/>',
      /^Line 1 says/,
    ],
    [
      'another encoding',
      Buffer.concat([Buffer.from(around('').slice(0, 40)), Buffer.from([0xe4, 0x20])]),
      /^Line \d is not UTF-8/,
    ],
    ['nothing', '', /^Line 1 is missing/],
    ['no header', '<datafile>\n<game name="a"/>\n</datafile>', /^Line 2 begins a dump before any header/],
    [
      'a header without a name',
      '<datafile>\n<header>\n</header></datafile>',
      /^Line 3 ends a header without a name/,
    ],
    ['no header at the end', '<datafile>\n</datafile>', /^Line 2 ends a file without a header/],
    ['a sum of the wrong length', around(rom('size="5" md5="abc"')), /^Line 5 has a md5 that is not 32/],
    ['a sum that is none', around(rom(`size="5" sha1="${'g'.repeat(40)}"`)), /^Line 5 has a sha1/],
    ['a size that is none', around(rom(`size="-5" md5="${md5}"`)), /^Line 5 has a size/],
    ['a size beyond all files', around(rom(`size="9999999999999999" md5="${md5}"`)), /^Line 5 has a size/],
    [
      'a file without a name',
      around(rom('').replace('name="g.bin"', '')),
      /^Line 5 has a tag without a name/,
    ],
    ['tags that cross', around('<game name="a"><release></game></release>'), /^Line 4 is not well-formed/],
    ['tags in tags in tags', around('<a>'.repeat(5000)), /^Line 4 lies deeper/],
    ['a name that goes on and on', around(`<game name="${'x'.repeat(5000)}"/>`), /^Line 4 has a name/],
  ])('%s is refused, with the line', async (_what, text, message) => {
    await expect(parse(text)).rejects.toMatchObject({
      code: 'DAT_INVALID',
      message: expect.stringMatching(message),
    });
  });

  it('is refused wherever it is cut off', async () => {
    const text = datFile(strangers(2));
    for (let end = 1; end < text.trimEnd().length; end += 37) {
      await expect(parse(text.slice(0, end)), `cut at ${end}`).rejects.toMatchObject({ code: 'DAT_INVALID' });
    }
  });

  it.each([
    ['an attribute', around('').slice(0, 70), 'x', '<game name="'],
    ['attributes', around('').slice(0, 70), 'a="" ', '<game '],
    ['a comment', around('').slice(0, 70), 'x', '<!-- '],
    ['a text', around('').slice(0, 70), 'x', ''],
    ['a doctype', '', 'x', '<!DOCTYPE datafile '],
    ['a name of a tag', around('').slice(0, 70), 'x', '<'],
  ])('%s of a gigabyte is refused after its first part', async (_what, start, piece, opening) => {
    const before = process.memoryUsage().rss;
    let sent = 0;
    const counted = async function* () {
      for await (const chunk of endless(`${start}${opening}`, piece)) {
        sent += chunk.length;
        yield chunk;
      }
    };
    await expect(read(counted())).rejects.toMatchObject({ code: 'DAT_INVALID' });
    expect(sent).toBeLessThan(1_000_000);
    expect(process.memoryUsage().rss - before).toBeLessThan(200_000_000);
  });

  it('is refused when it is larger than any that is published', async () => {
    const start = around('').replace('</datafile>', '');
    const game = `<game name="a"><rom name="b" size="1" md5="${md5}"/></game>\n`;
    let sent = 0;
    const counted = async function* () {
      for await (const chunk of endless(start, game)) {
        sent += chunk.length;
        yield chunk;
      }
    };
    const taking = async () => {
      for await (const piece of parseDat(counted())) expect(piece.type).toMatch(/header|dumps/);
    };
    await expect(taking()).rejects.toMatchObject({ code: 'BODY_TOO_LARGE' });
    expect(sent).toBeLessThan(mostDatBytes + 200_000);
  });
});
