import type { DiscKind, FileSystem } from '#model/index.ts';
import { SECTOR_BYTES } from '#model/index.ts';
import { decodeIsoText } from './disc-text.ts';
import { readHfs } from './hfs.ts';
import { type IsoVolume, readIso9660 } from './iso9660.ts';
import { listIsoDirectory, readIsoDirectory } from './iso9660-directory.ts';
import type { SectorSource } from './sector-source.ts';
import { readUdf } from './udf.ts';

/** What all file systems of a disc or image say together. Claims, not facts; `null` where nobody says anything. */
export type Volumes = {
  readonly fileSystems: readonly FileSystem[];
  /** Of UDF if there is one, else ISO 9660, else HFS: the order of blkid. */
  readonly label: string | null;
  /** Of UDF if there is one, else ISO 9660, as blkid prints them; HFS has none here. */
  readonly volumeUuid: string | null;
  /** Highest end that any of them claims, in bytes from sector 0 of the disc. */
  readonly fsBytes: number | null;
  /** ISO 8601 in UTC. */
  readonly createdAt: string | null;
  readonly facts: Readonly<Record<string, string>>;
  /** Names in the root directory as recorded: ISO 9660's if it has one, else UDF's. */
  readonly rootNames: readonly string[];
  /** Kind of disc that the directories are laid out for; `null` for mere data. */
  readonly contentKind: Extract<DiscKind, 'dvd-video' | 'bd-video' | 'video-cd' | 'super-video-cd'> | null;
  /** Some sector where volume descriptors belong cannot be read: there may be more than was found. */
  readonly isUnreadable: boolean;
  readonly warnings: readonly string[];
};

/** Where to look. */
export type ReadVolumesOptions = {
  /** First sector of the session whose volumes are wanted; 0 unless told otherwise. */
  readonly sessionStartLba?: number;
};

/**
 * Looks for ISO 9660 with its extensions, UDF and HFS. Contents never make it throw; the source's errors for the drive
 * as a whole pass through.
 */
export async function readVolumes(source: SectorSource, options: ReadVolumesOptions = {}): Promise<Volumes> {
  const sessionStartLba = options.sessionStartLba ?? 0;
  const iso = await readIso9660(source, sessionStartLba);
  const udf = await readUdf(source, sessionStartLba);
  const hfs = sessionStartLba === 0 ? await readHfs(source) : null;

  const fileSystems: FileSystem[] = [];
  if (iso.volume !== null) fileSystems.push('iso9660');
  if (iso.volume?.hasJoliet) fileSystems.push('joliet');
  if (iso.volume?.hasRockRidge) fileSystems.push('rock-ridge');
  if (iso.volume?.hasElTorito) fileSystems.push('el-torito');
  if (udf.isRecognised) fileSystems.push('udf');
  if (hfs !== null) fileSystems.push(hfs.fileSystem);

  const ends = [
    iso.volume === null ? null : isoEndBytes(iso.volume, sessionStartLba, source.sectorCount),
    udf.volume?.endBytes ?? null,
    hfs?.endBytes ?? null,
  ].filter((end) => end !== null && end > 0 && Number.isSafeInteger(end));
  const isoRoot = iso.volume?.root ?? [];
  const root = isoRoot.length > 0 ? isoRoot : (udf.volume?.root ?? []);
  const isNothingReadable = fileSystems.length === 0 && iso.isUnreadable;

  return {
    fileSystems,
    label: udf.volume?.label ?? iso.volume?.label ?? hfs?.label ?? null,
    volumeUuid: udf.volume?.volumeUuid ?? iso.volume?.volumeUuid ?? null,
    fsBytes: ends.length === 0 ? null : Math.max(...ends.map((end) => end ?? 0)),
    createdAt: iso.volume?.createdAt ?? udf.volume?.createdAt ?? null,
    facts: { ...iso.volume?.facts, ...udf.volume?.facts },
    rootNames: root.map((entry) => entry.name),
    contentKind: await findContentKind(source, [...isoRoot, ...(udf.volume?.root ?? [])], iso.volume),
    isUnreadable: iso.isUnreadable,
    warnings: [
      ...iso.warnings,
      ...udf.warnings,
      ...(isNothingReadable
        ? [
            'The sectors that describe the file system (from 16) cannot be read; nothing is known about the contents.',
          ]
        : []),
    ],
  };
}

/**
 * Volume space of a later session: writers count it from the session's start (mkisofs and xorriso with `-C` do), others
 * from sector 0. The first reading holds unless the medium is too short for it and long enough for the second.
 */
function isoEndBytes(volume: IsoVolume, sessionStartLba: number, sectorCount: number | null): number {
  const fromSession = sessionStartLba * SECTOR_BYTES + volume.sizeBytes;
  const capBytes = sectorCount === null ? Number.POSITIVE_INFINITY : sectorCount * SECTOR_BYTES;
  const isAbsolute = fromSession > capBytes && volume.sizeBytes <= capBytes;
  return isAbsolute && volume.sizeBytes > sessionStartLba * SECTOR_BYTES ? volume.sizeBytes : fromSession;
}

/** Directories by which players know a disc; their names are fixed by each format's specification. */
async function findContentKind(
  source: SectorSource,
  root: readonly { readonly name: string; readonly isDirectory: boolean }[],
  iso: IsoVolume | null,
): Promise<Volumes['contentKind']> {
  const folders = new Set(root.filter((entry) => entry.isDirectory).map((entry) => entry.name.toUpperCase()));
  if (folders.has('VIDEO_TS')) return 'dvd-video';
  if (folders.has('BDMV')) return 'bd-video';
  if (iso === null) return null;
  if (await holdsFile(source, iso, ['SVCD', 'INFO.SVD'])) return 'super-video-cd';
  if (await holdsFile(source, iso, ['VCD', 'INFO.VCD'])) return 'video-cd';
  if (folders.has('SVCD') && folders.has('MPEG2')) return 'super-video-cd';
  return folders.has('VCD') && folders.has('MPEGAV') ? 'video-cd' : null;
}

async function holdsFile(
  source: SectorSource,
  iso: IsoVolume,
  [folderName, fileName]: readonly [string, string],
): Promise<boolean> {
  const folder = iso.root.find((entry) => entry.isDirectory && entry.name.toUpperCase() === folderName);
  if (folder === undefined) return false;
  const { sectors } = await readIsoDirectory(source, folder.record, iso.blockBytes);
  return listIsoDirectory(sectors, decodeIsoText).some((entry) => entry.name.toUpperCase() === fileName);
}
