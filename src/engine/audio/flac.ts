import { createHash, randomBytes } from 'node:crypto';
import { lstat } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { AppError, type ToolRun } from '#model/index.ts';
import { exec } from '../exec/index.ts';
import { createNew, placeFile, removeIfThere, syncFile, temporaryPrefix } from '../files/atomic-file.ts';
import { hasErrno, writingError } from '../files/file-errors.ts';
import { type FlacStreamInfo, readFlacStreamInfo } from './flac-stream-info.ts';
import { readWavLayout, readWavSamples } from './wav.ts';

/** One Vorbis comment, for example `{ name: 'TITLE', value: 'So What' }`. A name may come more than once. */
export type FlacTag = { readonly name: string; readonly value: string };

type FlacJob = {
  readonly signal?: AbortSignal | undefined;
  /** Told of every run of flac, also of one that failed. */
  readonly onToolRun?: ((run: ToolRun) => void) | undefined;
};

/** A track to be encoded. */
export type FlacEncoding = FlacJob & {
  readonly wavPath: string;
  /** Must not exist yet. */
  readonly flacPath: string;
  /** Values may come from a disc. Tags whose value is empty once made safe are left out. */
  readonly tags: readonly FlacTag[];
};

/** A FLAC file to be turned into samples. */
export type FlacDecoding = FlacJob & {
  readonly flacPath: string;
  /** Must not exist yet. */
  readonly rawPath: string;
};

/**
 * Encodes a WAVE file of CD audio. The result is proved to hold exactly its samples: `flac --verify` decodes what it
 * wrote, and the MD5 that the FLAC file carries is compared with that of the WAVE file, read once more by us.
 * Cancelled or failed, nothing is left under `flacPath`; another file there is never touched.
 * Errors: `INVALID_INPUT` (a tag's name), `VERIFY_FAILED` (no CD audio, cut off, empty, or other samples came out),
 * `OUTPUT_NOT_WRITABLE` (also if it exists), `NO_SPACE`, `TOOL_MISSING`, `TOOL_FAILED`, and those of reading files.
 */
export async function encodeFlac(encoding: FlacEncoding): Promise<FlacStreamInfo> {
  const { wavPath, flacPath, signal } = encoding;
  const tags = tagArguments(encoding.tags);
  const wav = await readWavLayout(wavPath);
  // flac 1.4.2 ends with 0 for a file that is cut off, and drops its last block.
  if (wav.isTruncated || wav.sampleCount === 0) {
    const why = wav.isTruncated ? 'is cut off' : 'is empty';
    throw new AppError('VERIFY_FAILED', `${wavPath} ${why}; it was not encoded.`, {
      details: { path: wavPath },
    });
  }
  return await writeNew(flacPath, async (temporary) => {
    // Without --no-utf8-convert flac takes tags for text in the locale's character set, which is C here.
    const options = ['--verify', '--compression-level-8', '--no-utf8-convert', ...tags];
    await runFlac(encoding, options, { input: wavPath, output: temporary });
    const [info, md5] = [await readFlacStreamInfo(temporary), await md5OfWav(wavPath, signal)];
    if (info.md5 === md5 && info.sampleCount === wav.sampleCount) return info;
    throw new AppError(
      'VERIFY_FAILED',
      `The FLAC file made of ${wavPath} holds other samples; it was deleted.`,
      {
        details: { path: wavPath, md5, flacMd5: info.md5, sampleCount: wav.sampleCount },
      },
    );
  });
}

async function md5OfWav(path: string, signal: AbortSignal | undefined): Promise<string> {
  const hash = createHash('md5');
  for await (const chunk of readWavSamples(path, signal)) hash.update(chunk);
  return hash.digest('hex');
}

/**
 * Decodes a FLAC file of CD audio to raw 16-bit little-endian stereo samples. flac compares them with the MD5 in the
 * file, if it has one. What cancelling leaves behind, and errors: as for `encodeFlac`; damage is `TOOL_FAILED`.
 */
export async function decodeFlac(decoding: FlacDecoding): Promise<FlacStreamInfo> {
  const { flacPath, rawPath } = decoding;
  const info = await readFlacStreamInfo(flacPath);
  if (info.samplesPerSecond !== 44_100 || info.channels !== 2 || info.bitsPerSample !== 16) {
    throw new AppError('VERIFY_FAILED', `${flacPath} is not CD audio (44.1 kHz, 16 bit, stereo).`, {
      details: { path: flacPath, ...info },
    });
  }
  const options = ['--decode', '--force-raw-format', '--endian=little', '--sign=signed'];
  await writeNew(rawPath, (output) => runFlac(decoding, options, { input: flacPath, output }));
  return info;
}

/** Has a hidden file written, and gives it its name if that is still free. Whatever fails, the hidden file goes. */
async function writeNew<Result>(
  path: string,
  write: (temporary: string) => Promise<Result>,
): Promise<Result> {
  const target = resolve(path);
  const temporary = join(dirname(target), `${temporaryPrefix}${randomBytes(8).toString('hex')}.tmp`);
  const mapErrors = <Value>(step: Promise<Value>) =>
    step.catch((cause: unknown) => {
      throw writingError(cause, { field: 'path', path });
    });
  if (await mapErrors(isThere(target))) throw takenError(path);
  await mapErrors(createNew(temporary).then((file) => file.close()));
  try {
    const result = await write(temporary);
    await mapErrors(syncFile(temporary));
    if ((await mapErrors(placeFile(temporary, target))) === 'taken') throw takenError(path);
    return result;
  } finally {
    await removeIfThere(temporary);
  }
}

async function runFlac(
  { signal, onToolRun }: FlacJob,
  options: readonly string[],
  files: { readonly input: string; readonly output: string },
): Promise<void> {
  // --force is for the empty file that is ours already.
  const args = [
    '--silent',
    '--force',
    ...options,
    `--output-name=${files.output}`,
    '--',
    resolve(files.input),
  ];
  const result = await exec('flac', args, signal === undefined ? {} : { signal });
  onToolRun?.({
    tool: 'flac',
    version: null,
    commandLine: [result.program, ...result.args],
    startedAt: result.startedAt.toISOString(),
    endedAt: result.endedAt.toISOString(),
    exitCode: result.exitCode,
  });
  signal?.throwIfAborted();
  if (result.exitCode === 0) return;
  const lastLines = result.stderr.toString().trim().split('\n').slice(-5);
  throw new AppError('TOOL_FAILED', `flac could not work on ${files.input}: ${lastLines.at(-1) ?? ''}`, {
    details: { program: 'flac', path: files.input, exitCode: result.exitCode, lastLines },
  });
}

/** Names of Vorbis comments: printable ASCII but `=` (RFC 9639 8.6); `~` was not allowed before and is not here. */
const tagName = /^[ -<>-}]+$/;

/** Far below the 128 KiB that Linux allows for one argument (MAX_ARG_STRLEN), in any script. */
const mostTagCharacters = 8192;

/** Options that set tags. Values are made one line of well-formed text; NUL could not be in an argument at all. */
function tagArguments(tags: readonly FlacTag[]): string[] {
  return tags.flatMap(({ name, value }) => {
    if (!tagName.test(name)) {
      throw new AppError('INVALID_INPUT', `${JSON.stringify(name)} cannot be the name of a tag.`, {
        details: { field: 'tags' },
      });
    }
    const oneLine = value.replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029]+/g, ' ').trim();
    const safe = oneLine.slice(0, mostTagCharacters).toWellFormed();
    return safe === '' ? [] : [`--tag=${name}=${safe}`];
  });
}

async function isThere(path: string): Promise<boolean> {
  try {
    await lstat(path);
    return true;
  } catch (cause) {
    if (hasErrno(cause, 'ENOENT')) return false;
    throw cause;
  }
}

function takenError(path: string): AppError {
  return new AppError('OUTPUT_NOT_WRITABLE', `${path} exists already and was left as it is.`, {
    details: { field: 'path', path },
  });
}
