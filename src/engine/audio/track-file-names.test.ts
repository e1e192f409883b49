import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { noMusicText } from '#model/index.ts';
import { trackFileName } from './index.ts';

const named = (number: number, title: string | null) => trackFileName(number, { ...noMusicText, title });

describe('trackFileName', () => {
  it('is number and title', () => {
    expect(named(2, 'Pink Noise')).toBe('02_pink_noise.flac');
    expect(named(99, 'Ärger: 1/2?')).toBe('99_ärger_1_2.flac');
  });

  it('is the number alone where there is no readable title', () => {
    expect(named(1, null)).toBe('01.flac');
    expect(named(1, '?!')).toBe('01.flac');
    expect(trackFileName(7, null)).toBe('07.flac');
  });

  it('has no doubled separators, whatever the cleaning put in front', () => {
    expect(named(3, '-rf')).toBe('03_rf.flac');
    expect(named(4, 'con')).toBe('04_con.flac');
    expect(named(5, '../../etc')).toBe('05_etc.flac');
  });

  it('cuts between characters, not within', () => {
    const name = named(12, '𐌰'.repeat(60));
    expect(Buffer.byteLength(name)).toBeLessThanOrEqual(120);
    expect(name).toBe(`12_${'𐌰'.repeat(28)}.flac`);
  });

  it('is safe, short and unique for any titles', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: 'binary', maxLength: 200 }), { maxLength: 6 }), (titles) => {
        const names = titles.map((title, index) => named(index + 1, title));
        expect(new Set(names).size).toBe(names.length);
        for (const name of names) {
          expect(name).toMatch(/^\d\d(_[^/\\\0]*[^/\\\0._ -])?\.flac$/u);
          expect(Buffer.byteLength(name)).toBeLessThanOrEqual(120);
        }
      }),
    );
  });
});
