import { readFile } from 'node:fs/promises';
import { parseMusicTags, type RipRequest } from '#engine/index.ts';
import {
  AppError,
  type ChecksumAlgorithm,
  type DiscKind,
  type MusicTags,
  type ReadMode,
  type SectorRange,
} from '#model/index.ts';

/** The options of `rip`, as commander hands them over after every value was checked. */
export type RipFlags = {
  readonly mode: ReadMode;
  readonly output: string;
  readonly name?: string;
  readonly work?: string;
  readonly verify?: boolean;
  readonly retries: number;
  readonly reverse: boolean;
  readonly cluster?: number;
  readonly speed?: number;
  readonly exclude?: readonly SectorRange[];
  readonly giveUp?: number;
  readonly onError: 'rescue' | 'fail';
  readonly domain?: 'fs' | 'cap';
  readonly kind?: DiscKind;
  readonly readOffset: number;
  readonly subchannels?: boolean;
  readonly tags?: string;
  /** Seconds to wait for an answer; `true` for the usual ones. */
  readonly musicbrainz?: number | true;
  readonly musicbrainzServer?: string;
  readonly sums: readonly ChecksumAlgorithm[];
  readonly sort?: boolean;
  readonly eject?: boolean;
  readonly bad?: readonly SectorRange[];
  readonly rate?: number;
  readonly json?: boolean;
};

/** Reads a file of tags. Error: `INVALID_INPUT`, naming the file or the field. */
export async function readTags(file: string): Promise<MusicTags> {
  const text = await readFile(file, 'utf8').catch((cause: Error) => {
    throw new AppError(
      'INVALID_INPUT',
      `--tags: ${file} cannot be read (${cause.message}). Make such a file with \`disk2iso tags DEVICE > FILE\`.`,
      { cause, details: { option: '--tags' } },
    );
  });
  return parseMusicTags(text);
}

/** Seconds that MusicBrainz gets where nobody said. */
const usualSeconds = 10;

/** What the flags say of MusicBrainz. Naming a server asks it. */
export function musicBrainzOf(
  flags: Pick<RipFlags, 'musicbrainz' | 'musicbrainzServer'>,
): RipRequest['musicBrainz'] {
  if (flags.musicbrainz === undefined && flags.musicbrainzServer === undefined) return null;
  const seconds = typeof flags.musicbrainz === 'number' ? flags.musicbrainz : usualSeconds;
  return { baseUrl: flags.musicbrainzServer ?? null, timeoutMs: seconds * 1000 };
}
