/** The trees of files that a reader can show of one image; a disc may carry several of the same contents. */
export type FileSystemView = 'udf' | 'rock-ridge' | 'joliet' | 'iso9660';

/** What an entry is; `other` are devices, pipes and sockets, which have no contents here. */
export type FsNodeKind = 'file' | 'directory' | 'symlink' | 'other';

/**
 * A run of a file's contents. `hole`: bytes that are zeros by definition and stored nowhere. `missing`: the disc
 * claims them, but names no place, or one that lies outside of it; they cannot be read.
 */
export type FileExtent =
  | { readonly kind: 'data'; readonly byteOffset: number; readonly lengthBytes: number }
  | { readonly kind: 'hole' | 'missing'; readonly lengthBytes: number };

/** Bytes of the image that describe something: descriptors, directories, tables. */
export type StructurePlace = { readonly byteOffset: number; readonly lengthBytes: number };

/** A file, directory or link as the disc describes it: claims, bounds-checked and nothing more. */
export interface FsNode {
  /** Unlike any other name in its directory, without `/` and NUL, never `.` or `..`; empty for the root. */
  readonly name: string;
  readonly kind: FsNodeKind;
  /** Length of the contents; of a directory as stored. */
  readonly sizeBytes: number;
  /** ISO 8601 in UTC. */
  readonly modifiedAt: string | null;
  /** Permission bits (`0o755`) where the file system has any. */
  readonly mode: number | null;
  /** Where a symbolic link leads, as recorded: never followed here. */
  readonly linkTarget: string | null;
  /** Named streams beside the contents (UDF 3.3.5); they are counted, not shown. */
  readonly streamCount: number;
  /** Same for the same thing: two entries of one file, a directory that contains itself. */
  readonly identity: string;
  /** Entries of a directory, in recorded order, read as they are asked for. None if it is no directory. */
  entries(signal?: AbortSignal): AsyncIterable<FsEntry>;
  /** Where the contents lie; their lengths add up to `sizeBytes`. Errors: `UNSUPPORTED_DISC`, naming what is not understood. */
  extents(): Promise<readonly FileExtent[]>;
}

/** A name in a directory, and what stands behind it. */
export interface FsEntry {
  readonly name: string;
  /** Where the thing is described, apart from its directory's contents. */
  readonly describedAt: readonly StructurePlace[];
  /** `null` if its description cannot be read or understood: `problems` tells why. */
  node(): Promise<FsNode | null>;
}

/** A bootable image of El Torito's catalogue. */
export type BootEntry = {
  readonly platform: string;
  readonly isBootable: boolean;
  /** `none` (no emulation), `floppy` or `hard-disk`. */
  readonly emulation: 'none' | 'floppy' | 'hard-disk';
  readonly lba: number;
  /** Length that the catalogue tells, in bytes; whole floppies where one is imitated. */
  readonly sizeBytes: number;
};

/** What the volume says of itself. */
export type FileSystemFacts = {
  readonly view: FileSystemView;
  /** All trees that the image offers, best first. */
  readonly views: readonly FileSystemView[];
  readonly label: string | null;
  readonly createdAt: string | null;
  /** Of UDF, such as `2.50`. */
  readonly udfRevision: string | null;
  /** Kinds of UDF's partitions in the order of its map. */
  readonly udfPartitions: readonly string[];
  readonly boot: readonly BootEntry[];
};

/** A structure of the volume, by the name its standard gives it. */
export type FsStructure = { readonly name: string; readonly places: readonly StructurePlace[] };

/**
 * One tree of files over a `SectorSource`, read-only. It keeps nothing but descriptors and a small cache in memory and
 * does not close the source.
 */
export interface FileSystemReader {
  readonly facts: FileSystemFacts;
  readonly root: FsNode;
  /** Descriptors, tables and whatever else belongs to no directory or file. */
  readonly structures: readonly FsStructure[];
  /** Everything met so far that is wrong, damaged or not supported; complete sentences, each told once. */
  problems(): readonly string[];
  /** Whether any of them hides something: names or contents that the disc has may not have been shown. */
  hasLosses(): boolean;
  /** The thing at a path of names separated by `/`. Errors: `NOT_FOUND`, `INVALID_INPUT` for `..`. */
  stat(path: string, signal?: AbortSignal): Promise<FsNode>;
  /** Entries of a directory, those that cannot be understood left out. Errors as `stat`, `INVALID_INPUT` for a file. */
  list(path: string, signal?: AbortSignal): AsyncIterable<FsNode>;
  /** Contents of a file. Errors as `stat`, `UNSUPPORTED_DISC` for contents that are not understood. */
  open(path: string, signal?: AbortSignal): Promise<FileContents>;
  /** The same for a node at hand. */
  contentsOf(node: FsNode): Promise<FileContents>;
}

/** What part of a file to read. */
export type ReadContentsOptions = {
  /** First byte; 0 unless told. */
  readonly startByte?: number;
  /** First byte not wanted any more; the file's length unless told. */
  readonly endByte?: number;
  readonly signal?: AbortSignal;
};

/** Contents of one file. */
export interface FileContents {
  readonly sizeBytes: number;
  readonly extents: readonly FileExtent[];
  /**
   * The bytes in order, in pieces of at most 256 KiB. Errors: `READ_ERROR` at the first byte that cannot be read, after
   * all before it were given; the signal's reason.
   */
  read(options?: ReadContentsOptions): AsyncIterable<Uint8Array>;
}
