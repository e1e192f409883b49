import { AppError } from '#model/index.ts';
import { decodeIsoText, decodeUcs2, mergeLabels, type SectorSource } from '../../disc/index.ts';
import { ByteReader } from '../byte-reader.ts';
import type { FileSystemReader, FileSystemView, FsStructure } from '../file-system.ts';
import { Problems } from '../problems.ts';
import { TreeReader } from '../tree-reader.ts';
import {
  type IsoDescriptors,
  pathTablesOf,
  readBlockBytes,
  readDescriptors,
  readLongDate,
} from './descriptors.ts';
import { type DirectoryRecord, readDirectoryRecord } from './directory-record.ts';
import { type BootCatalogue, readBootCatalogue } from './el-torito.ts';
import { IsoNode, type IsoVolumeContext } from './iso-node.ts';
import { usesRockRidge } from './rock-ridge.ts';
import { readSkippedBytes, readSystemUse } from './system-use.ts';

/** Offset of the root's directory record in a descriptor (ECMA-119 8.4.18). */
const rootOffset = 156;

type IsoView = Exclude<FileSystemView, 'udf'>;

/** An ISO 9660 volume whose trees can be opened. */
export type IsoVolume = {
  /** Best first: Rock Ridge keeps names, modes and links, Joliet keeps names. */
  readonly views: readonly IsoView[];
  /** A reader of one of the views; `allViews` are those of the whole image, for its facts. */
  open(view: IsoView, allViews: readonly FileSystemView[]): FileSystemReader;
};

/** Looks for ISO 9660 in the session that starts at `sessionStartLba`; `null` if there is none. */
export async function openIso(source: SectorSource, sessionStartLba: number): Promise<IsoVolume | null> {
  const bytes = new ByteReader(source);
  const problems = new Problems();
  const set = await readDescriptors(bytes, { sessionStartLba, problems });
  const main = set.primary ?? set.joliet;
  if (main === null) return null;
  const boot =
    set.bootCatalogueLba === null ? null : await readBootCatalogue(bytes, set.bootCatalogueLba, problems);
  const skippedBytes = set.primary === null ? null : await findRockRidge(bytes, set.primary, problems);
  const views: IsoView[] = [];
  if (skippedBytes !== null) views.push('rock-ridge');
  if (set.joliet !== null) views.push('joliet');
  if (set.primary !== null) views.push('iso9660');
  return {
    views,
    open: (view, allViews) => {
      const descriptor = view === 'joliet' ? set.joliet : set.primary;
      const record = descriptor === null ? null : rootOf(descriptor);
      if (descriptor === null || record === null || !views.includes(view)) {
        throw new AppError('UNSUPPORTED_DISC', `The image has no root directory for ${view}.`);
      }
      const volume: IsoVolumeContext = {
        bytes,
        problems,
        blockBytes: readBlockBytes(descriptor, problems),
        isWide: view === 'joliet',
        skippedBytes: view === 'rock-ridge' ? skippedBytes : null,
        volumeNumber: descriptor.readUInt16LE(124),
      };
      return new TreeReader(source, {
        problems,
        root: new IsoNode(volume, { name: '', records: [record], rockRidge: null }),
        structures: structuresOf(set, boot, problems),
        facts: {
          view,
          views: allViews,
          label: labelOf(set),
          createdAt: readLongDate(main, 813),
          udfRevision: null,
          udfPartitions: [],
          boot: boot?.entries ?? [],
        },
      });
    },
  };
}

function rootOf(descriptor: Buffer): DirectoryRecord | null {
  const record = readDirectoryRecord(descriptor, rootOffset);
  return record === null ? null : { ...record, isDirectory: true };
}

/** Bytes to skip in each system use area, if the root's own first record says that Rock Ridge is in use. */
async function findRockRidge(bytes: ByteReader, primary: Buffer, problems: Problems): Promise<number | null> {
  const root = rootOf(primary);
  if (root === null) return null;
  const blockBytes = readBlockBytes(primary, problems);
  const start = await bytes.read(root.block * blockBytes, Math.min(blockBytes, 512));
  const self = start === null ? null : readDirectoryRecord(start, 0);
  const skippedBytes = self === null ? null : readSkippedBytes(self.systemUse);
  if (self === null || skippedBytes === null) return null;
  // The SP entry itself may stand behind 14 bytes of CD-ROM XA even where nothing else is skipped.
  const at = Math.max(0, self.systemUse.indexOf('SP', 0, 'latin1'));
  const use = await readSystemUse(self.systemUse.subarray(at), { bytes, blockBytes, problems });
  return usesRockRidge(use.entries) ? skippedBytes : null;
}

function labelOf({ primary, joliet }: IsoDescriptors): string | null {
  if (joliet === null) return primary === null ? null : decodeIsoText(primary.subarray(40, 72));
  const wide = joliet.subarray(40, 72);
  return primary === null ? decodeUcs2(wide) : mergeLabels(wide, primary.subarray(40, 72));
}

function structuresOf(set: IsoDescriptors, boot: BootCatalogue | null, problems: Problems): FsStructure[] {
  const structures = [set.place];
  for (const descriptor of [set.primary, set.joliet]) {
    if (descriptor !== null) structures.push(pathTablesOf(descriptor, readBlockBytes(descriptor, problems)));
  }
  if (boot !== null) structures.push({ name: 'boot catalogue of El Torito', places: [boot.place] });
  return structures;
}
