import { AppError, type Disc, type ReadMode } from '#model/index.ts';
import type { DiscReader } from './disc-reader.ts';
import { rescueReader } from './rescue-reader.ts';
import { standardReader } from './standard-reader.ts';

/** Readers in order of preference. */
const readers: readonly DiscReader[] = [standardReader, rescueReader];

/** The reader for a disc in a mode. Error: `UNSUPPORTED_DISC`, with the reason in words. */
export function chooseReader(disc: Disc, mode: ReadMode): DiscReader {
  const refusals = readers.map((reader) => ({ reader, refusal: reader.refusal(disc, mode) }));
  const chosen = refusals.find(({ refusal }) => refusal === null);
  if (chosen !== undefined) return chosen.reader;
  const refusal = refusals.at(-1)?.refusal;
  throw new AppError('UNSUPPORTED_DISC', `${refusal?.reason} ${refusal?.hint}`, {
    details: { kind: disc.kind, mode },
  });
}
