import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { DdrescueOutputParser, type DdrescueStatus } from './ddrescue-output.ts';

const recording = (name: string) =>
  readFileSync(new URL(`../../../test/fixtures/recordings/${name}`, import.meta.url));

function parse(bytes: Buffer, chunkBytes = bytes.length): { statuses: DdrescueStatus[]; messages: string[] } {
  const statuses: DdrescueStatus[] = [];
  const parser = new DdrescueOutputParser((status) => statuses.push(status));
  for (let at = 0; at < bytes.length; at += chunkBytes) parser.feed(bytes.subarray(at, at + chunkBytes));
  parser.end();
  return { statuses, messages: parser.messages };
}

describe('DdrescueOutputParser', () => {
  it('reads a clean standard run (ddrescue 1.27)', () => {
    const { statuses, messages } = parse(recording('ddrescue.standard-clean.stdout'));
    expect(statuses).toHaveLength(3);
    expect(statuses.at(-1)).toEqual({
      phase: 'copying',
      pass: 1,
      rescuedBytes: 21_348_000,
      failedBytes: 0,
      badAreas: 0,
      readErrors: 0,
      bytesPerSecond: 21_348_000,
    });
    expect(messages).toEqual(['GNU ddrescue 1.27', 'Press Ctrl-C to interrupt']);
  });

  it('reads the end at the first error', () => {
    const { statuses, messages } = parse(recording('ddrescue.standard-damaged.stdout'));
    expect(statuses.at(-1)).toMatchObject({ rescuedBytes: 4_096_000, failedBytes: 32768, readErrors: 1 });
    expect(messages).toContain('Too many read errors');
  });

  it('follows the phases of a rescue', () => {
    const phases = (name: string) => [
      ...new Set(parse(recording(name)).statuses.map((status) => `${status.phase} ${status.pass}`)),
    ];
    expect(phases('ddrescue.rescue-pass1.stdout')).toEqual(['copying 1', 'copying 2', 'trimming 1']);
    expect(phases('ddrescue.rescue-pass2.stdout')).toEqual([
      'scraping 1',
      'retrying 1',
      'retrying 2',
      'retrying 3',
    ]);
  });

  it('finds the same statuses however the bytes are cut', () => {
    const bytes = recording('ddrescue.rescue-pass2.stdout');
    const figures = (chunkBytes: number) =>
      parse(bytes, chunkBytes).statuses.map(({ rescuedBytes, readErrors }) => [rescuedBytes, readErrors]);
    const whole = figures(bytes.length);
    for (const chunkBytes of [1, 2, 3, 7, 100, 1000]) expect(figures(chunkBytes)).toEqual(whole);
  });

  it('keeps little of a stream that never ends a line', () => {
    const { statuses, messages } = parse(Buffer.alloc(1 << 20, 'x'), 65536);
    expect(statuses).toEqual([]);
    expect(messages.join('').length).toBeLessThan(1000);
  });

  it('does not take nonsense for figures', () => {
    const block = 'rescued: 12 QB, bad areas: x\ntime since last successful read: n/a\n';
    expect(parse(Buffer.from(block)).statuses).toEqual([]);
  });
});
