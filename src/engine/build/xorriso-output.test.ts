import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { XorrisoOutput, type XorrisoProgress } from './xorriso-output.ts';

const recording = readFileSync(
  new URL('../../../test/fixtures/recordings/xorriso.build.stderr', import.meta.url),
);

function read(chunks: readonly Buffer[]) {
  const events: XorrisoProgress[] = [];
  const output = new XorrisoOutput((event) => void events.push(event));
  for (const chunk of chunks) output.feed(chunk);
  return { events, remarks: output.remarks };
}

describe('XorrisoOutput', () => {
  it('reads what xorriso 1.5.4 tells while it builds', () => {
    const { events, remarks } = read([recording]);
    expect(events.slice(0, 4)).toEqual([
      { type: 'adding', fileCount: 7 },
      { type: 'adding', fileCount: 7 },
      { type: 'writing', fraction: 0.0013 },
      { type: 'writing', fraction: 0.0134 },
    ]);
    expect(events.at(-1)).toEqual({ type: 'writing', fraction: 0.9997 });
    // That Joliet does not know a link is no trouble.
    expect(remarks).toEqual([]);
  });

  it('reads the same however it is cut', () => {
    const bytes = [...recording].map((byte) => Buffer.from([byte]));
    expect(read(bytes)).toEqual(read([recording]));
  });

  it('keeps what went wrong', () => {
    const said = [
      'libburn : SORRY : Neither stdio-path nor its directory exist',
      "xorriso : FAILURE : Cannot acquire drive 'stdio:/full/pictures.iso'",
      'libisofs: WARNING : Cannot add /a to Joliet tree. Symlinks can only be added to a Rock Ridge tree.',
      'libisofs: WARNING : File "/Fünf" shrunk',
      '',
    ].join('\n');
    expect(read([Buffer.from(said)]).remarks).toEqual([
      'libburn : SORRY : Neither stdio-path nor its directory exist',
      "xorriso : FAILURE : Cannot acquire drive 'stdio:/full/pictures.iso'",
      'libisofs: WARNING : File "/Fünf" shrunk',
    ]);
  });

  it('does not grow with a line that never ends', () => {
    const endless = Array.from({ length: 200 }, () => Buffer.alloc(64 * 1024, 'x'));
    expect(read(endless)).toEqual({ events: [], remarks: [] });
  });
});
