import { describe, expect, it } from 'vitest';
import { BlockMap, type RipEvent } from '#engine/index.ts';
import type { Disc, Phase, Progress } from '#model/index.ts';
import { createReporter, eventSentence } from './reporter.ts';

const disc: Disc = {
  kind: 'data',
  kindIsOverridden: false,
  media: 'image',
  state: null,
  label: 'EVIL\x1b[2J\u202e',
  volumeUuid: null,
  fileSystems: ['iso9660'],
  sessionCount: 1,
  lastSessionLba: 0,
  tracks: [],
  capBytes: 4_000_000,
  fsBytes: null,
  createdAt: null,
  volumeFacts: {},
  fingerprint: {
    id: '0'.repeat(64),
    volumeUuid: null,
    label: null,
    capBytes: null,
    fsBytes: null,
    headSha256: null,
    tocSha256: null,
  },
  warnings: ['Truncated\x07.'],
};

function progressEvent(fraction: number, phase: Phase = 'reading'): RipEvent {
  const progress: Progress = {
    phase,
    pass: 1,
    bytesDone: fraction * 1e6,
    bytesTotal: 1e6,
    fraction,
    bytesPerSecond: null,
    etaSeconds: null,
    badBytes: 0,
    badAreas: 0,
    readErrors: 0,
    secondsSinceLastRead: 0,
  };
  return { type: 'progress', progress };
}

function collect() {
  const texts = { stdout: '', stderr: '' };
  const sink = (name: 'stdout' | 'stderr') => ({
    write: (text: string) => {
      texts[name] += text;
    },
  });
  return { texts, io: { stdout: sink('stdout'), stderr: sink('stderr'), env: { LC_ALL: 'C.UTF-8' } } };
}

describe('the plain reporter', () => {
  it('writes a line for each phase, each 10 % and each 10 s, and no others', () => {
    const { texts, io } = collect();
    let nowMs = 0;
    const reporter = createReporter(io, false, () => nowMs);
    for (const fraction of [0, 0.01, 0.05, 0.1, 0.15, 0.19]) reporter.onEvent(progressEvent(fraction));
    nowMs = 10_000;
    reporter.onEvent(progressEvent(0.195));
    reporter.onEvent(progressEvent(0.196));
    reporter.onEvent(progressEvent(0.196, 'hashing'));
    const lines = texts.stderr.trimEnd().split('\n');
    expect(lines.map((line) => line.split(',')[0])).toEqual([
      'Reading: 0.0 %',
      'Reading: 10.0 %',
      'Reading: 19.5 %',
      'Checksums: 19.6 %',
    ]);
    expect(texts.stdout).toBe('');
  });

  it('tells bad sectors by the map', () => {
    const { texts, io } = collect();
    const reporter = createReporter(io, false, () => 0);
    reporter.onEvent({ type: 'map', map: new BlockMap([{ pos: 0, size: 4096, status: '-' }]) });
    reporter.onEvent(progressEvent(0.5));
    reporter.note('A word.');
    reporter.stop();
    expect(texts.stderr).toContain('2 bad sectors');
    expect(texts.stderr).toContain('A word.\n');
  });
});

describe('the JSON reporter', () => {
  it('reduces maps to cells and a count', () => {
    const { texts, io } = collect();
    const map = new BlockMap([
      { pos: 0, size: 2048 * 300, status: '+' },
      { pos: 2048 * 300, size: 2048, status: '-' },
    ]);
    const reporter = createReporter(io, true);
    reporter.onEvent({ type: 'map', map });
    reporter.onEvent({ type: 'disc', disc });
    const [first, second] = texts.stdout.trimEnd().split('\n');
    const object: unknown = JSON.parse(first ?? '');
    expect(object).toMatchObject({ type: 'map', badSectors: 1, rescuedBytes: 614_400 });
    expect(object).toHaveProperty('cells.length', 200);
    expect(JSON.parse(second ?? '')).toEqual({ type: 'disc', disc });
    expect(texts.stdout).not.toMatch(/[\x00-\x09\x0b-\x1f\x7f-\x9f\u202e]/);
  });
});

describe('eventSentence', () => {
  it('never passes on what a disc says unchanged', () => {
    const sentence = eventSentence({ type: 'disc', disc }, true);
    expect(sentence).toBe('Data disc, "EVIL\\x1b[2J\\u202e", 4.00 MB, iso9660\nWarning: Truncated\\x07.');
    expect(eventSentence({ type: 'log', level: 'warning', message: 'a\x1b[2Jb' }, true)).toBe(
      'Warning: a\\x1b[2Jb',
    );
  });

  it('tells whether something is gone on with', () => {
    const started = {
      type: 'started',
      jobId: 'x',
      workFolder: '/w',
      isResumed: false,
      domain: 'cap',
      sizeBytes: 4096,
      rescuedBytes: 0,
    } as const;
    expect(eventSentence(started, true)).toBe('To read: 4.10 kB (4,096 bytes), the whole disc.');
    expect(eventSentence({ ...started, isResumed: true, rescuedBytes: 2048 }, true)).toBe(
      'Going on with an unfinished image: 2.05 kB (2,048 bytes) of 4.10 kB (4,096 bytes), the whole disc.',
    );
    expect(eventSentence({ type: 'rescue-begins', firstBadLba: 7 }, true)).toContain('sector 7');
    expect(eventSentence({ type: 'reading-done' }, true)).toContain('may be taken out');
    expect(eventSentence(progressEvent(0), true)).toBeNull();
  });
});
