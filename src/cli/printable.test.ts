import { describe, expect, it } from 'vitest';
import { jsonLine, printable } from './printable.ts';

const hostile = 'a\x1b[2J\x1b]0;title\x07\r\n\x9b31m\u202egnp.exe\u2066\u200b\u2028\ud800\u{e0041}\x7f';
const forbidden = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u;

describe('printable', () => {
  it('shows what a terminal would obey', () => {
    expect(printable(hostile)).not.toMatch(forbidden);
    expect(printable('\x1b[2J\u202e\u{e0041}')).toBe('\\x1b[2J\\u202e\\u{e0041}');
  });

  it('leaves letters of every language alone', () => {
    expect(printable('Größe 日本語 é 🎵 $(rm) `x`')).toBe('Größe 日本語 é 🎵 $(rm) `x`');
  });

  it('keeps to ASCII where the terminal knows no more', () => {
    expect(printable('Größe', false)).toBe('Gr\\xf6\\xdfe');
  });
});

describe('jsonLine', () => {
  it('is one harmless line that parses to the same text', () => {
    const line = jsonLine({ label: hostile });
    expect(line).not.toMatch(forbidden);
    expect(JSON.parse(line)).toEqual({ label: hostile });
  });
});
