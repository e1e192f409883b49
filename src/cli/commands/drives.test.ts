import { describe, expect, it } from 'vitest';
import { type Drive, type DriveEvent, ImageDrive } from '#engine/index.ts';
import type { Io } from '../io.ts';
import { tellEvents } from './drives.ts';

/** A drive whose answers make no sense to anyone. */
function brokenDrive(id: string): Drive {
  const drive = new ImageDrive(id);
  drive.medium = () => Promise.reject(new TypeError(`odd answer of ${id}`));
  return drive;
}

async function* events(...drives: Drive[]): AsyncGenerator<DriveEvent> {
  for (const drive of drives) yield { type: 'added', drive, state: 'ready', sequence: null };
  // Errors that nobody handles end a process only when its promises have settled.
  await new Promise((resolve) => setImmediate(resolve));
  yield { type: 'removed', id: 'sr9', info: new ImageDrive('sr9').info };
}

describe('drives --watch', () => {
  it('tells an error that nobody expected, and goes on', async () => {
    let told = '';
    const output = { write: (text: string) => (told += text) };
    const io: Io = { stdout: output, stderr: output, env: {} };
    const signal = new AbortController().signal;
    await tellEvents(events(brokenDrive('one'), brokenDrive('two')), { io, isJson: false, signal });
    for (const id of ['one', 'two']) {
      expect(told).toContain(`${id}: Something unexpected happened: odd answer of ${id}`);
    }
    expect(told).toContain('was unplugged');
  });

  it('tells it as an object with --json', async () => {
    const lines: string[] = [];
    const output = { write: (text: string) => lines.push(text) };
    const io: Io = { stdout: output, stderr: output, env: {} };
    const signal = new AbortController().signal;
    await tellEvents(events(brokenDrive('one')), { io, isJson: true, signal });
    expect(lines.map((line) => JSON.parse(line))).toContainEqual({
      type: 'disc',
      id: 'one',
      disc: null,
      problem: 'Something unexpected happened: odd answer of one',
    });
  });
});
