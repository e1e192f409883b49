import { readdir, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import {
  ImageDrive,
  type RipEvent,
  type RipRequest,
  type RipResult,
  rip,
  ripDefaults,
} from '../../src/engine/index.ts';
import { defaultReadOptions, type ReadOptions, type SectorRange } from '../../src/model/index.ts';

/** What a test wants differently from an ordinary reading. */
export type CdOrder = Partial<Omit<RipRequest, 'options' | 'drive'>> & {
  readonly options?: Partial<ReadOptions>;
  readonly badSectors?: readonly SectorRange[];
  readonly signal?: AbortSignal;
  readonly onEvent?: (event: RipEvent) => void;
};

/** A finished reading with all that was told on the way. */
export type CdOutcome = { readonly result: RipResult; readonly events: RipEvent[] };

/** Reads the sheet or image at `source` as the product does, into `<folder>/out`. */
export async function ripCd(source: string, folder: string, order: CdOrder = {}): Promise<CdOutcome> {
  const { options, badSectors = [], signal, onEvent, ...request } = order;
  const drive = new ImageDrive('slot', { badSectors });
  await drive.insert(source);
  const events: RipEvent[] = [];
  const result = await rip(
    {
      ...ripDefaults,
      drive,
      outputFolder: join(folder, 'out'),
      options: { ...defaultReadOptions, ...options },
      mapIntervalSeconds: 1,
      ...request,
    },
    {
      signal: signal ?? new AbortController().signal,
      onEvent: (event) => {
        events.push(event);
        onEvent?.(event);
      },
    },
  );
  return { result, events };
}

/** The result of a reading that must have been completed. */
export function completed({ result }: CdOutcome): Extract<RipResult, { status: 'completed' }> {
  if (result.status !== 'completed') throw new Error(`ended as ${result.status}: ${result.message}`);
  return result;
}

/** Names and bytes of all files beside an image, without its sidecars. */
export async function filesOf(imagePath: string): Promise<Map<string, Buffer>> {
  const folder = dirname(imagePath);
  const files = new Map<string, Buffer>();
  for (const name of (await readdir(folder)).sort()) {
    if (/\.(json|sha256|md5|log)$/.test(name)) continue;
    files.set(name, await readFile(join(folder, name)));
  }
  return files;
}
