import { describe, expect, it } from 'vitest';
import type { ExecResult } from '../exec/index.ts';
import { cdrdaoError } from './cdrdao-error.ts';

const result = (more: Partial<ExecResult> = {}): ExecResult => ({
  program: 'cdrdao',
  args: [],
  exitCode: 1,
  signal: null,
  stdout: Buffer.alloc(0),
  stderr: Buffer.from('Cdrdao version 1.2.4\n00:01:00\r00:02:00\rERROR: last words\n'),
  wasAborted: false,
  timedOut: false,
  startedAt: new Date(0),
  endedAt: new Date(0),
  ...more,
});
const codeOf = async (...errors: string[]) =>
  (await cdrdaoError(result(), { devicePath: '/dev/null', errors })).code;

// Words of dao/main.cc, dao/CdrDriver.cc and dao/ScsiIf-linux.cc, 1.2.4.
describe('cdrdaoError', () => {
  it.each([
    ['Writing of data failed: No space left on device', 'NO_SPACE'],
    ['Writing of data failed: Disk full', 'NO_SPACE'],
    ['Writing to "a.bin" failed: Disk quota exceeded', 'NO_SPACE'],
    ['Writing of data failed: Input/output error', 'OUTPUT_NOT_WRITABLE'],
    ['Cannot open "a.bin" for writing: Permission denied', 'OUTPUT_NOT_WRITABLE'],
    ['Unable to open SCSI device /dev/null: Device or resource busy.', 'DRIVE_BUSY'],
    ['Unable to open SCSI device /dev/null: Permission denied.', 'PERMISSION_DENIED'],
    ['Unable to open SCSI device /dev/null: No medium found.', 'NO_DISC'],
    ['Unable to open SCSI device /dev/null: No such device or address.', 'DRIVE_MISSING'],
    ['Unit not ready, giving up.', 'NO_DISC'],
    ['No tracks on disk.', 'TOOL_FAILED'],
  ])('takes "%s" for %s', async (words, code) => {
    expect(await codeOf(words, 'Cannot setup device /dev/null.')).toBe(code);
  });

  it('looks whether the drive is there at all', async () => {
    const failure = { devicePath: '/dev/no-such-drive', errors: ['Cannot setup device /dev/no-such-drive.'] };
    expect((await cdrdaoError(result(), failure)).code).toBe('DRIVE_MISSING');
  });

  it('says how it ended, its last words, and what is kept', async () => {
    const died = result({ exitCode: null, signal: 'SIGKILL' });
    const { message, details } = await cdrdaoError(died, { devicePath: '/dev/null', errors: [] });
    expect(message).toContain('was ended by SIGKILL: ERROR: last words');
    expect(message).toContain('All sessions read so far are kept');
    expect(details.lastLines).toEqual(['Cdrdao version 1.2.4', 'ERROR: last words']);
  });
});
