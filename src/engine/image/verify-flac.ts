import { basename, resolve } from 'node:path';
import { isAppError, type VerifyCheck } from '#model/index.ts';
import { readFlacStreamInfo } from '../audio/index.ts';
import { exec } from '../exec/index.ts';

/**
 * Decodes a FLAC file with `flac --test`, which compares the samples with the MD5 that the encoder wrote into the file
 * (RFC 9639 8.2). A check of kind `md5` whose source is the file itself; none if it is sound but carries no MD5, or if
 * flac is not installed. Errors: `NOT_FOUND`, `PERMISSION_DENIED`, `FILE_READ_FAILED`; the signal's reason if aborted.
 */
export async function verifyFlac(path: string, signal?: AbortSignal): Promise<VerifyCheck[]> {
  const check = { fileName: basename(path), kind: 'md5', source: null } as const;
  const damaged = (expected: string, message: string): VerifyCheck[] => [
    { ...check, expected, actual: '', isOk: false, message },
  ];
  let md5: string | null;
  try {
    ({ md5 } = await readFlacStreamInfo(path));
  } catch (error) {
    if (!isAppError(error, 'VERIFY_FAILED')) throw error;
    return damaged('', 'This is not a FLAC file, or its beginning is damaged.');
  }
  const exitCode = await testByFlac(path, signal);
  if (exitCode === 'no flac' || (exitCode === 0 && md5 === null)) return [];
  if (exitCode !== 0 || md5 === null) {
    return damaged(md5 ?? '', 'It does not decode to the music that it was made of: it has changed.');
  }
  return [
    {
      ...check,
      expected: md5,
      actual: md5,
      isOk: true,
      message: 'Its music has the MD5 that the file carries.',
    },
  ];
}

async function testByFlac(path: string, signal: AbortSignal | undefined): Promise<number | null | 'no flac'> {
  try {
    const args = ['--test', '--silent', '--', resolve(path)];
    const { exitCode } = await exec('flac', args, signal === undefined ? {} : { signal });
    signal?.throwIfAborted();
    return exitCode;
  } catch (error) {
    if (isAppError(error, 'TOOL_MISSING')) return 'no flac';
    throw error;
  }
}
