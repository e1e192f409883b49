import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { discKinds, isAppError } from '#model/index.ts';
import { checkUserFileName, folderForKind, maxBaseNameBytes, safeBaseName } from './file-name.ts';

const now = new Date(2026, 10, 5, 7, 8, 9);
const fallback = 'disc_20261105_070809';

describe('safeBaseName', () => {
  it.each([
    ['UBUNTU_24_04', 'ubuntu_24_04'],
    ['My  Holiday: Part 2', 'my_holiday_part_2'],
    ['a<b>c:d"e/f\\g|h?i*j', 'a_b_c_d_e_f_g_h_i_j'],
    ['MOVIE (2004)', 'movie_(2004)'],
    ['_UNDER__SCORE_', '_under_score_'],
    ['Größe', 'größe'],
    ['v1.2', 'v1.2'],
  ])('names %j as upstream does', (label, expected) => {
    expect(safeBaseName(label, now)).toBe(expected);
  });

  it.each([null, '', '   ', '///', '\0\0', '..', '.', '-', '\u200B\u202E', '\uD800', '___'])(
    'falls back to date and time for %j',
    (label) => {
      expect(safeBaseName(label, now)).toBe(fallback);
    },
  );

  it.each([
    ['../../etc/passwd', '_etc_passwd'],
    ['/etc/shadow', '_etc_shadow'],
    ['-rf', '_rf'],
    ['--output=x', '_output=x'],
    ['.bashrc', '_bashrc'],
    ['a\nb\r\nc', 'a_b_c'],
    ['$(reboot)', '_(reboot)'],
    ['`id`;x&y', '_id_x_y'],
    ['\u001B[31mred', '_[31mred'],
    ['gnp\u202Egpj.exe', 'gnpgpj.exe'],
    ['in\u200Bvis\uFEFFible', 'invisible'],
    ['a\uD800b', 'a_b'],
    ['Cafe\u0301', 'café'],
    ['CON', '_con'],
    ['nul.txt', '_nul.txt'],
    ['COM1', '_com1'],
    ['LPT³', '_lpt³'],
    ['trailing. . .', 'trailing'],
    ['disc.ISO', 'disc'],
    ['İstanbul', 'i̇stanbul'.normalize('NFC')],
  ])('makes %j harmless', (label, expected) => {
    expect(safeBaseName(label, now)).toBe(expected);
  });

  it('cuts long labels between characters', () => {
    expect(safeBaseName('x'.repeat(300), now)).toBe('x'.repeat(maxBaseNameBytes - 1));
    const wide = safeBaseName('\u{1F4BF}'.repeat(300).concat('a'), now);
    expect(wide).toBe(fallback);
    const japanese = safeBaseName('映'.repeat(300), now);
    expect(japanese).toBe('映'.repeat(66));
  });

  it('holds its promises for any label', () => {
    const nasty = fc.string({
      unit: fc.constantFrom(
        ...'./\\-_$(`\n\r\0 aAzZ0İßſ:*con.iso',
        '\u202E',
        '\u200B',
        '\uD800',
        '\uDC00',
        '\u0301',
        '\u00A0',
        '\u{1F4BF}',
        '映',
      ),
      maxLength: 300,
    });
    fc.assert(
      fc.property(fc.oneof(nasty, fc.string({ unit: 'binary', maxLength: 400 })), (label) => {
        const name = safeBaseName(label, now);
        expect(Buffer.byteLength(name)).toBeLessThanOrEqual(maxBaseNameBytes);
        expect(name).not.toMatch(/[<>:"/\\|?*\s\p{C}]|__|\.\./u);
        expect(name).toMatch(/^[^.-].*[^.]$|^[^.-]$/);
        // What we name ourselves we would also let a person type; and it stays as it is.
        expect(checkUserFileName(name)).toBe(name);
        expect(safeBaseName(name, now)).toBe(name);
      }),
      { numRuns: 3000 },
    );
  });
});

describe('checkUserFileName', () => {
  it('gives a good name back, composed', () => {
    expect(checkUserFileName('My Holiday (2004) – Größe')).toBe('My Holiday (2004) – Größe');
    expect(checkUserFileName('Cafe\u0301')).toBe('Caf\u00E9');
  });

  it.each([
    ['', 'empty'],
    ['  ', 'empty'],
    ['a/b', 'must not contain /'],
    ['a\\b', 'must not contain \\'],
    ['what?', 'must not contain ?'],
    ['a\nb', 'line break'],
    ['a\0b', 'control character'],
    ['a\u202Eb', 'invisible'],
    ['-rf', 'must not begin with -'],
    ['.hidden', 'must not begin with .'],
    ['..', 'must not begin with .'],
    [' a', 'space'],
    ['a.', 'dot'],
    ['a.iso', '.iso'],
    ['Con', 'device'],
    ['a\uD800', 'Unicode'],
    ['x'.repeat(201), '1 bytes too long'],
  ])('refuses %j in words', (name, words) => {
    try {
      checkUserFileName(name, 'output name');
      expect.unreachable();
    } catch (error) {
      expect(isAppError(error, 'INVALID_INPUT') && error.details.field).toBe('output name');
      expect(isAppError(error) && error.message).toContain(words);
    }
  });
});

describe('folderForKind', () => {
  it('has a folder for each kind of disc', () => {
    expect(discKinds.map((kind) => `${kind} ${folderForKind(kind)}`)).toEqual([
      'data data',
      'audio audio',
      'mixed data',
      'cd-extra audio',
      'dvd-video dvd',
      'bd-video bd',
      'video-cd data',
      'super-video-cd data',
      'blank data',
      'unknown data',
    ]);
  });
});
