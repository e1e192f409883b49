import { ImageDrive, type RipResult, rip, ripDefaults } from '../../src/engine/index.ts';
import {
  type DiscKind,
  defaultReadOptions,
  type ReadMode,
  type ReadOptions,
  type SectorRange,
} from '../../src/model/index.ts';

/** One disc of a batch. */
export type RipOrder = {
  readonly source: string;
  readonly outputFolder: string;
  readonly workFolder: string;
  readonly badSectors: readonly SectorRange[];
  readonly rateKBps: number | null;
  readonly options: Partial<ReadOptions>;
  readonly mode: ReadMode;
  /** Random bytes must be told to be data; of sheets everybody can tell. */
  readonly kind: DiscKind | null;
};

/** Makes one image as the product does, as fast as the order allows. */
function ripOnce(order: RipOrder): Promise<RipResult> {
  const drive = new ImageDrive('slot', { badSectors: order.badSectors, rateKBps: order.rateKBps });
  return drive.insert(order.source).then(() =>
    rip(
      {
        ...ripDefaults,
        drive,
        options: { ...defaultReadOptions, retries: 1, ...order.options },
        kind: order.kind,
        mode: order.mode,
        outputFolder: order.outputFolder,
        baseName: 'image',
        workFolder: order.workFolder,
        mapIntervalSeconds: 1,
      },
      {
        signal: new AbortController().signal,
        onEvent: (event) => {
          if (event.type === 'started')
            process.stdout.write(`${JSON.stringify({ source: order.source, started: true })}\n`);
        },
      },
    ),
  );
}

// As a program: reads a batch of orders from its argument and says one JSON line for each that ended.
if (import.meta.main) {
  const orders = JSON.parse(process.argv[2] ?? '[]') as RipOrder[];
  await Promise.all(
    orders.map(async (order) => {
      const line = await ripOnce(order).then(
        (result) => ({ source: order.source, result }),
        (error: unknown) => ({ source: order.source, error: String(error) }),
      );
      process.stdout.write(`${JSON.stringify(line)}\n`);
    }),
  );
}
