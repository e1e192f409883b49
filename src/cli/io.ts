/** Where a command writes and what it knows of its surroundings. Tests pass their own. */
export type Io = {
  /** Results, and with `--json` every object. */
  readonly stdout: Output;
  /** Progress and diagnostics. */
  readonly stderr: Output;
  readonly env: NodeJS.ProcessEnv;
};

/** The part of a stream that the command line uses. */
export type Output = {
  /** `done` is called once the bytes are taken, with an error if nobody reads any more. */
  write(text: string | Uint8Array, done?: (error?: Error | null) => void): unknown;
  readonly isTTY?: boolean;
  readonly columns?: number;
  on?(event: 'resize' | 'error', listener: (error: Error) => void): unknown;
  off?(event: 'resize' | 'error', listener: (error: Error) => void): unknown;
};

/** How text may look on an output. */
export type Style = { readonly columns: number; readonly isUnicode: boolean; readonly hasColour: boolean };

/** The streams of this process. A reader that goes away (`| head`, a closed terminal) must not end a reading. */
export function processIo(): Io {
  const ignore = () => undefined;
  process.stdout.on('error', ignore);
  process.stderr.on('error', ignore);
  return { stdout: process.stdout, stderr: process.stderr, env: process.env };
}

/** Whether an output can redraw lines: a terminal that is not a dumb one. */
export function isLive(output: Output, env: NodeJS.ProcessEnv): boolean {
  return output.isTTY === true && env.TERM !== 'dumb' && env.TERM !== '' && env.TERM !== undefined;
}

/**
 * Look of an output right now; ask again after a resize. Colour follows NO_COLOR (no-color.org), glyphs beyond ASCII
 * follow the locale's character set (LC_ALL, LC_CTYPE, LANG in this order, locale(7)).
 */
export function styleOf(output: Output, env: NodeJS.ProcessEnv): Style {
  const locale =
    [env.LC_ALL, env.LC_CTYPE, env.LANG].find((value) => value !== undefined && value !== '') ?? '';
  const hasNoColor = env.NO_COLOR !== undefined && env.NO_COLOR !== '';
  return {
    columns: Math.max(20, output.columns ?? 80),
    isUnicode: /utf-?8/i.test(locale),
    hasColour: isLive(output, env) && !hasNoColor,
  };
}

/** Select Graphic Rendition codes (ECMA-48 8.3.117) by what they are used for. */
const colours = { good: '32', part: '36', quiet: '2', warn: '33', bad: '1;31', strong: '1' } as const;
export type Colour = keyof typeof colours;

/** Text in a colour, if the output has any. */
export function paint(text: string, colour: Colour, style: Style): string {
  return style.hasColour && text !== '' ? `\x1b[${colours[colour]}m${text}\x1b[0m` : text;
}
