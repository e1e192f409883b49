import { readFile, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { type Static, Type } from 'typebox';
import { Value } from 'typebox/value';
import { AppError, isAppError, SectorRange } from '#model/index.ts';
import { syncFile, syncFolder } from '../files/atomic-file.ts';
import { writingError } from '../files/file-errors.ts';
import { writeFileAtomic } from '../files/index.ts';
import { readOwnFile } from '../files/own-file.ts';
import {
  completeSheet,
  type DiscSheet,
  layOutTracks,
  parseTocSheet,
  rewriteTocFiles,
  sectorBytesOf,
} from '../sheet/index.ts';

/** A session that was read whole. Its audio is not proved by that: see `CdrdaoReadParser`. */
export type CdSessionReading = {
  readonly ending: 'finished';
  readonly binName: string;
  readonly tocName: string;
  /** As the .toc has it, with the byte order that the samples really have; sector 0 is `firstLba`. */
  readonly sheet: DiscSheet;
  /** Sectors of the disc that the session begins and ends with; `endLba` is one past the last. */
  readonly firstLba: number;
  readonly endLba: number;
  /** Data sectors of the disc that failed error correction, or were given up. */
  readonly badSectors: SectorRange[];
  readonly warnings: string[];
};

/** What is kept beside a session that is whole, for whoever goes on. */
const SessionFacts = Type.Object({
  session: Type.Integer({ minimum: 1 }),
  subChannels: Type.Boolean(),
  firstLba: Type.Integer({ minimum: 0 }),
  endLba: Type.Integer({ minimum: 1 }),
  binBytes: Type.Integer({ minimum: 1 }),
  badSectors: Type.Array(SectorRange),
  warnings: Type.Array(Type.String()),
});
type SessionFacts = Static<typeof SessionFacts>;

/** What cdrdao told of a session while it read it. */
export type SessionReport = Omit<SessionFacts, 'binBytes'> & {
  /** Starts of its tracks on the disc, in order. */
  readonly trackStarts: readonly number[];
};

/** 99 tracks with CD-TEXT in eight languages are some hundred kilobytes; very many bad sectors some megabytes. */
const maxTextBytes = 64 * 1024 * 1024;

/** Name of a file of a session: `bin` and `toc` when they are whole, `part.bin` and `part.toc` while cdrdao is at work. */
export function sessionFileName(
  session: number,
  ending: 'bin' | 'toc' | 'json' | 'part.bin' | 'part.toc',
): string {
  return `session-${session}.${ending}`;
}

/** Removes what an interrupted run left of a session, or, with `everything`, also what a whole one is made of. */
export async function clearSession(folder: string, session: number, everything: boolean): Promise<void> {
  const parts = ['part.toc', 'part.bin'] as const;
  // The .toc first: it never stands without its .bin.
  for (const ending of everything ? (['toc', 'json', 'bin', ...parts] as const) : parts) {
    const path = join(folder, sessionFileName(session, ending));
    await rm(path, { force: true }).catch((cause: unknown) => {
      throw writingError(cause, { field: 'workFolder', path });
    });
  }
}

/**
 * Checks that what cdrdao wrote accounts for every sector of the session, and gives it its names when it is durable, the
 * .toc last: a .toc under its own name says that all is there.
 * Errors: `TOOL_FAILED` if it does not fit together; `NO_SPACE`, `OUTPUT_NOT_WRITABLE`.
 */
export async function keepSession(folder: string, report: SessionReport): Promise<CdSessionReading> {
  const { session, subChannels } = report;
  const path = (ending: Parameters<typeof sessionFileName>[1]) =>
    join(folder, sessionFileName(session, ending));
  try {
    const written = await readFile(path('part.toc'), 'latin1');
    // cdrdao does not notice when there is no space for the end of the .toc; each track ends with an empty line.
    if (!written.endsWith('\n\n')) throw misfit(session, 'its .toc is cut off');
    const bytes = await readFile(path('part.toc'));
    const toc = rewriteTocFiles(bytes, () => sessionFileName(session, 'bin'));
    const { size } = await stat(path('part.bin'));
    const { trackStarts, ...facts } = report;
    const reading = understand(toc, { ...facts, binBytes: size });
    requireStarts(reading, trackStarts, session);
    await syncFile(path('part.bin'));
    await rename(path('part.bin'), path('bin'));
    await writeFileAtomic(
      path('json'),
      `${JSON.stringify({ ...facts, subChannels, binBytes: size })}\n`,
      'workFolder',
    );
    await syncFolder(folder);
    await writeFileAtomic(path('toc'), toc, 'workFolder');
    await clearSession(folder, session, false);
    return reading;
  } catch (cause) {
    if (isAppError(cause, 'INVALID_INPUT')) throw misfit(session, cause.message, cause);
    throw writingError(cause, { field: 'workFolder', path: path('bin') });
  }
}

/**
 * A session that an earlier run has read whole, with or without sub-channels as asked; `null` if there is none. Whatever
 * is torn or not ours is none. Errors: `PERMISSION_DENIED`, `FILE_READ_FAILED`.
 */
export async function findCdSession(
  folder: string,
  session: number,
  subChannels: boolean,
): Promise<CdSessionReading | null> {
  const path = (ending: 'bin' | 'toc' | 'json') => join(folder, sessionFileName(session, ending));
  const toc = await readOwnFile(path('toc'), maxTextBytes);
  const json = await readOwnFile(path('json'), maxTextBytes);
  const bin = await stat(path('bin')).catch(() => null); // Absent or out of reach: there is no whole session.
  if (toc.type !== 'text' || json.type !== 'text' || bin === null || !bin.isFile()) return null;
  try {
    const facts: unknown = JSON.parse(json.text);
    if (!Value.Check(SessionFacts, facts) || facts.binBytes !== bin.size) return null;
    if (facts.session !== session || facts.subChannels !== subChannels) return null;
    return understand(toc.text, facts);
  } catch (error) {
    if (error instanceof SyntaxError || isAppError(error)) return null;
    throw error;
  }
}

/** The reading that files and facts speak of. Errors: `INVALID_INPUT`, `TOOL_FAILED` if they do not fit together. */
function understand(toc: string, facts: SessionFacts): CdSessionReading {
  const { session, subChannels, binBytes, ...others } = facts;
  const parsed = parseTocSheet(toc, { audioByteOrder: subChannels ? 'big' : 'little' });
  const sheet = completeSheet(parsed, () => binBytes);
  const sectorCount = layOutTracks(sheet)?.at(-1)?.endLba;
  if (sectorCount !== facts.endLba - facts.firstLba) {
    throw misfit(session, `it has ${facts.endLba - facts.firstLba} sectors and its .toc ${sectorCount}`);
  }
  const namedBytes = Math.max(...sheet.tracks.map(endByteOf));
  if (namedBytes !== binBytes) {
    throw misfit(session, `its .toc speaks of ${namedBytes} bytes and the .bin has ${binBytes}`);
  }
  return {
    ending: 'finished',
    binName: sessionFileName(session, 'bin'),
    tocName: sessionFileName(session, 'toc'),
    sheet,
    ...others,
  };
}

function requireStarts(
  { sheet, firstLba }: CdSessionReading,
  starts: readonly number[],
  session: number,
): void {
  const places = layOutTracks(sheet) ?? [];
  const isSame = places.every(({ startLba }, index) => startLba + firstLba === starts[index]);
  if (places.length === starts.length && isSame) return;
  throw misfit(session, 'its .toc has other tracks than its table of contents');
}

function endByteOf(track: DiscSheet['tracks'][number]): number {
  const ends = track.parts.map((part) =>
    part.kind === 'file' ? part.startByte + (part.frameCount ?? 0) * sectorBytesOf(track) : 0,
  );
  return Math.max(...ends);
}

function misfit(session: number, problem: string, cause?: unknown): AppError {
  return new AppError(
    'TOOL_FAILED',
    `What cdrdao made of session ${session} does not fit together: ${problem}.`,
    {
      cause,
      details: { session },
    },
  );
}
