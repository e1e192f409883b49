import { describe, expect, it } from 'vitest';
import { isLive, paint, styleOf } from './io.ts';

const terminal = { write: () => true, isTTY: true, columns: 120 };
const pipe = { write: () => true };

describe('styleOf', () => {
  it('uses colours and glyphs in a terminal that has them', () => {
    const env = { TERM: 'xterm-256color', LANG: 'de_DE.UTF-8' };
    expect(styleOf(terminal, env)).toEqual({ columns: 120, isUnicode: true, hasColour: true });
    expect(paint('x', 'good', styleOf(terminal, env))).toBe('\x1b[32mx\x1b[0m');
  });

  it('uses neither colours nor live lines in a dumb terminal or a pipe', () => {
    expect(isLive(terminal, { TERM: 'dumb' })).toBe(false);
    expect(isLive(terminal, {})).toBe(false);
    expect(isLive(pipe, { TERM: 'xterm' })).toBe(false);
    expect(paint('x', 'bad', styleOf(pipe, { TERM: 'xterm' }))).toBe('x');
  });

  it('respects NO_COLOR unless it is empty', () => {
    expect(styleOf(terminal, { TERM: 'xterm', NO_COLOR: '1' }).hasColour).toBe(false);
    expect(styleOf(terminal, { TERM: 'xterm', NO_COLOR: '' }).hasColour).toBe(true);
  });

  it('keeps to ASCII in other locales; LC_ALL wins', () => {
    expect(styleOf(terminal, { LANG: 'C' }).isUnicode).toBe(false);
    expect(styleOf(terminal, {}).isUnicode).toBe(false);
    expect(styleOf(terminal, { LANG: 'C.utf8' }).isUnicode).toBe(true);
    expect(styleOf(terminal, { LC_ALL: 'POSIX', LANG: 'C.UTF-8' }).isUnicode).toBe(false);
  });
});
