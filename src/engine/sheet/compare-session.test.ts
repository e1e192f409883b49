import { open, readFile, rm, symlink, truncate } from 'node:fs/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Random } from '../../../test/support/random.ts';
import { rawMode1Sectors } from '../../../test/support/raw-sectors.ts';
import { complaintOf, SheetFolder } from '../../../test/support/sheet-folder.ts';
import type { SessionCopy } from './copy-session.ts';
import { compareSheetSession, copySheetSession, openSheet } from './index.ts';

const rawBytes = 2352;
const random = new Random(3);
const sectors = (count: number) => random.bytes(count * rawBytes);

let folder: SheetFolder;
let scratchFolder: string;
beforeEach(async () => {
  folder = await SheetFolder.make();
  scratchFolder = await folder.makeFolder('work');
});
afterEach(() => folder.remove());

const copyOf = (session: number, more: Partial<SessionCopy> = {}): SessionCopy => ({
  session,
  binPath: `${scratchFolder}/session-${session}.bin`,
  scratchFolder,
  signal: new AbortController().signal,
  onProgress: () => undefined,
  ...more,
});
const binOf = (session: number) => readFile(`${scratchFolder}/session-${session}.bin`);
const openText = async (name: string, text: string) => openSheet(await folder.put(name, text));

describe('copySheetSession and compareSheetSession', () => {
  it('ends a pause of the drive that it imitates when it is aborted', async () => {
    await folder.put('a.bin', sectors(600));
    const opened = await openText('disc.cue', 'FILE "a.bin" BINARY\nTRACK 01 AUDIO\nINDEX 01 00:00:00\n');
    const stop = new AbortController();
    const reason = new Error('paused');
    let told = 0;
    const slow = copyOf(1, {
      // More than an hour for the first block: the only way out is the signal.
      rateBytesPerSecond: 100,
      signal: stop.signal,
      onProgress: () => {
        told += 1;
        setImmediate(() => stop.abort(reason));
      },
    });
    await expect(copySheetSession(opened, slow)).rejects.toBe(reason);
    expect(told).toBe(1);
  });

  it('can be aborted before it begins and between blocks', async () => {
    await folder.put('a.bin', sectors(600));
    const opened = await openText('disc.cue', 'FILE "a.bin" BINARY\nTRACK 01 AUDIO\nINDEX 01 00:00:00\n');
    const reason = new Error('paused');
    const signal = AbortSignal.abort(reason);
    await expect(copySheetSession(opened, copyOf(1, { signal }))).rejects.toBe(reason);
    await copySheetSession(opened, copyOf(1));
    await expect(compareSheetSession(opened, copyOf(1, { signal }))).rejects.toBe(reason);
    const stop = new AbortController();
    const onProgress = () => stop.abort(reason);
    await expect(copySheetSession(opened, copyOf(1, { signal: stop.signal, onProgress }))).rejects.toBe(
      reason,
    );
    expect((await binOf(1)).length).toBe(256 * rawBytes);
  });

  it('says that the working folder cannot be written to', async () => {
    await folder.put('a.bin', sectors(10));
    const opened = await openText('disc.cue', 'FILE "a.bin" BINARY\nTRACK 01 AUDIO\nINDEX 01 00:00:00\n');
    const gone = copyOf(1, { binPath: `${scratchFolder}/gone/x.bin` });
    expect(await complaintOf(copySheetSession(opened, gone))).toMatch(/^OUTPUT_NOT_WRITABLE .*gone\/x\.bin/);
    expect(await complaintOf(compareSheetSession(opened, gone))).toMatch(
      /^OUTPUT_NOT_WRITABLE .*gone\/x\.bin/,
    );
    const full = copyOf(1, { binPath: '/dev/full' });
    expect(await complaintOf(copySheetSession(opened, full))).toMatch(/^NO_SPACE .*\/dev\/full/);
    const target = await folder.put('precious', 'kept');
    await symlink(target, copyOf(1).binPath);
    expect(await complaintOf(copySheetSession(opened, copyOf(1)))).toMatch(
      /^OUTPUT_NOT_WRITABLE .*symbolic link/,
    );
    expect(await readFile(target, 'utf8')).toBe('kept');
  });

  it('says which file of the source is gone', async () => {
    const path = await folder.put('a.bin', sectors(10));
    const opened = await openText('disc.cue', 'FILE "a.bin" BINARY\nTRACK 01 AUDIO\nINDEX 01 00:00:00\n');
    await rm(path);
    expect(await complaintOf(copySheetSession(opened, copyOf(1)))).toMatch(/^NOT_FOUND .*a\.bin/);
  });
});

describe('compareSheetSession', () => {
  it('names the sectors that changed, by their addresses on the disc', async () => {
    await folder.put('a.bin', sectors(300));
    const path = await folder.put(
      'b.bin',
      Buffer.concat([rawMode1Sectors(random.bytes(2048 * 300), 11_700), sectors(600)]),
    );
    const opened = await openText(
      'disc.cue',
      'REM SESSION 01\nFILE "a.bin" BINARY\nTRACK 01 AUDIO\nINDEX 01 00:00:00\nREM SESSION 02\nFILE "b.bin" BINARY\n' +
        'TRACK 02 MODE1/2352\nINDEX 01 00:00:00\nTRACK 03 AUDIO\nPREGAP 00:02:00\nINDEX 01 00:04:00\n',
    );
    await copySheetSession(opened, copyOf(1));
    await copySheetSession(opened, copyOf(2));
    await using file = await open(path, 'r+');
    for (const sector of [0, 299, 300, 301, 899]) await file.write('changed', sector * rawBytes + 100);
    const second = 300 + 11_400;
    expect(await compareSheetSession(opened, copyOf(2))).toEqual([
      { firstLba: second, lastLba: second },
      { firstLba: second + 299, lastLba: second + 299 },
      // Behind 150 sectors of silence.
      { firstLba: second + 450, lastLba: second + 451 },
      { firstLba: second + 1049, lastLba: second + 1049 },
    ]);
    expect(await compareSheetSession(opened, copyOf(1))).toEqual([]);
  });

  it('takes the missing end of a copy for different', async () => {
    await folder.put('a.bin', sectors(600));
    const opened = await openText('disc.cue', 'FILE "a.bin" BINARY\nTRACK 01 AUDIO\nINDEX 01 00:00:00\n');
    await copySheetSession(opened, copyOf(1));
    await truncate(copyOf(1).binPath, 300 * rawBytes + 5);
    expect(await compareSheetSession(opened, copyOf(1))).toEqual([{ firstLba: 300, lastLba: 599 }]);
  });
});
