import { mkdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { formatMapfile, parseMapfile } from '../../src/engine/read/mapfile.ts';
import { paint } from '../../src/engine/read/medium-arguments.ts';
import {
  readAgainAndCompare,
  type SecondReadEnding,
  type SecondReadOptions,
} from '../../src/engine/read/second-read.ts';
import { defaultReadOptions, type SectorRange, type ToolRun } from '../../src/model/index.ts';

/** What can be different about a second read; by default all of the disc is read again in one go. */
export type Rereading = Partial<SecondReadOptions> & {
  readonly excluded?: readonly SectorRange[];
  readonly badSectors?: readonly SectorRange[];
  /** Sectors that the first read does not have. */
  readonly missing?: readonly SectorRange[];
  readonly supportsDirect?: boolean;
  readonly onToolRun?: (run: ToolRun) => void;
};

/** Reads `disc.img` of a folder again and compares it with `image.iso` beside it. */
export async function readAgain(folder: string, rereading: Rereading = {}): Promise<SecondReadEnding> {
  const { excluded = [], badSectors = [], missing = [], supportsDirect = false, ...rest } = rereading;
  const { onToolRun = () => undefined, ...options } = rest;
  const path = join(folder, 'disc.img');
  const sizeBytes = (await stat(path)).size;
  return readAgainAndCompare(
    {
      medium: {
        path,
        isDevice: false,
        isSheet: false,
        sizeBytes,
        supportsDirect,
        sequence: null,
        rateKBps: null,
        badSectors,
      },
      domain: { kind: 'cap', sizeBytes },
      options: { ...defaultReadOptions, retries: 0, excluded: [...excluded] },
      files: {
        folder,
        image: join(folder, 'image.iso'),
        map: join(folder, 'image.map'),
        goodMap: join(folder, 'image.map.good'),
      },
      mapIntervalSeconds: 1,
      inheritedFds: [],
      onToolRun,
    },
    {
      map: paint(sizeBytes, missing, '+', '-'),
      resumeFrom: null,
      onWindow: async () => undefined,
      onBytes: () => undefined,
      onPatched: () => undefined,
      isMediumPresent: async () => true,
      signal: new AbortController().signal,
      ...options,
    },
  );
}

/** What one reading of a changing disc gives: its bytes, `null` if they stay as they are, and the sectors that fail. */
export type DiscReading = { readonly bytes: Buffer | null; readonly bad?: readonly SectorRange[] };

/** Makes the disc of a folder change before each run of test/fakes/changing-drive/ddrescue, in this order. */
export async function changeDisc(folder: string, readings: readonly DiscReading[]): Promise<void> {
  const place = join(folder, 'disc.img.readings');
  await mkdir(place);
  const { size } = await stat(join(folder, 'disc.img'));
  for (const [index, { bytes, bad = [] }] of readings.entries()) {
    const path = join(place, String(index + 1));
    if (bytes !== null) await writeFile(path, bytes);
    // One good sector behind the end: ddrescue takes the end of the last good block for the end of the input.
    if (bad.length > 0) await writeFile(`${path}.bad`, formatMapfile(paint(size + 2048, bad, '+', '-'), ''));
  }
}

/** How often a changing disc was read. */
export async function countReadings(folder: string): Promise<number> {
  return Number(await readFile(join(folder, 'disc.img.readings/calls'), 'utf8'));
}

/** The sectors that the domain map of the Nth reading of a changing disc, from 1, allows: inside of its window and outside. */
export async function sectorsAskedFor(folder: string, reading: number): Promise<SectorRange[]> {
  const text = await readFile(join(folder, `disc.img.readings/${reading}.domain`), 'latin1');
  return parseMapfile(text)?.sectorsIn('+') ?? [];
}
