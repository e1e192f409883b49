import type {
  Disc,
  DriveError,
  DriveInfo,
  DriveProfile,
  Fingerprint,
  ImageDriveSlot,
  ImagePart,
  Iso,
  IsoSortKey,
  IsoVerdict,
  Job,
  JobEvent,
  JobEventType,
  JobKind,
  JobStatus,
  LogLevel,
  LogLine,
  Provenance,
  TagCount,
  Verification,
} from '#model/index.ts';
import type { ApiKeyTable, AuditTable, SessionTable, UserTable } from './access-tables.ts';
import type { DatTable } from './dat-tables.ts';
import type { DriveHealthTable } from './drive-health.ts';
import type { ChannelTable, OutboxTable, SubscriptionTable } from './notify-tables.ts';
import type { Page, PageRequest } from './page-types.ts';
import type { CopyTable, TargetTable } from './target-tables.ts';

export type { Page, PageRequest } from './page-types.ts';

/**
 * The database, all SQL behind it. Every call is synchronous and short. Times are given by the caller as UTC ISO 8601.
 * Errors of every call: `DATABASE_BUSY` if another process holds it longer than the busy timeout (nothing was written),
 * `DATABASE_FAILED` for anything else that SQLite refuses (full disk, damaged file).
 */
export type Store = {
  readonly jobs: JobTable;
  readonly events: JobEventTable;
  readonly logs: LogTable;
  readonly isos: IsoTable;
  readonly dats: DatTable;
  readonly leases: LeaseTable;
  readonly settings: SettingTable;
  readonly drives: DriveTable;
  readonly driveHealth: DriveHealthTable;
  readonly imageDrives: ImageDriveTable;
  readonly users: UserTable;
  readonly sessions: SessionTable;
  readonly apiKeys: ApiKeyTable;
  readonly audit: AuditTable;
  readonly channels: ChannelTable;
  readonly subscriptions: SubscriptionTable;
  readonly outbox: OutboxTable;
  readonly targets: TargetTable;
  readonly copies: CopyTable;
  /** Runs `work` in BEGIN IMMEDIATE; rolls back if it throws. Nested calls join. A promise as result is a `TypeError`. */
  transaction<T>(work: () => T): T;
  /** `PRAGMA integrity_check`: the complaints, none if all is well. */
  checkIntegrity(): readonly string[];
  close(): void;
};

/** Which process runs a job: a pid alone may be used again by another. */
export type RunnerIdentity = {
  readonly pid: number;
  /** Field 22 of /proc/pid/stat, in clock ticks since boot. */
  readonly startTicks: number;
  /** /proc/sys/kernel/random/boot_id: after a reboot no process of before is left. */
  readonly bootId: string;
};

export type JobFilter = {
  readonly statuses?: readonly JobStatus[];
  readonly discKind?: string;
  readonly device?: string;
  readonly kind?: JobKind;
  /** `createdAt` from (inclusive) and to (exclusive). */
  readonly from?: string;
  readonly to?: string;
  /** Words that all must begin a word of label, device, path or uuid; sorted by newest. Any text is allowed. */
  readonly q?: string;
};
export type JobSort = { readonly by: 'createdAt' | 'status' | 'priority'; readonly order: 'asc' | 'desc' };

export type NewJob = Omit<Job, 'position'>;
/** What may change of a job's row. */
export type JobChange = Partial<Omit<Job, 'uuid' | 'kind' | 'createdAt' | 'createdBy'>>;

export type JobTable = {
  /** Adds a job behind all others of its priority. */
  insert(job: NewJob): Job;
  get(uuid: string): Job | null;
  /** Changes a job, `updatedAt` included in the change. Returns it, `null` if there is none. */
  update(uuid: string, change: JobChange): Job | null;
  /** Changes a job only if it is in `from`; `null` if it is not (somebody was quicker). */
  updateIf(uuid: string, from: JobStatus, change: JobChange): Job | null;
  list(filter: JobFilter, sort: JobSort, page: PageRequest): Page<Job>;
  /** Queued jobs in the order in which they may start: priority, position, age. */
  queued(limit: number): readonly Job[];
  withStatus(status: JobStatus): readonly Job[];
  countByStatus(): Readonly<Record<JobStatus, number>>;
  completedSince(at: string): number;
  /** Jobs of a disc (by `fingerprint.id`, or a volume or table of contents in common), newest first. */
  ofDisc(fingerprint: Fingerprint, limit: number): readonly Job[];
  /** Moves a job directly before another one of the queue (`null`: to the end), taking over that one's priority. */
  moveBefore(uuid: string, before: string | null, at: string): Job | null;
  /** Jobs that wait for, or work on, that image. */
  liveOfIso(isoId: number): readonly Job[];
  /** Whether a job of that kind was made for an image since. */
  hasOfIso(isoId: number, kind: JobKind, since: string): boolean;
  /** Bytes that such jobs, made since, have read, or are about to read. */
  bytesOf(which: { readonly kind: JobKind; readonly createdBy: string; readonly since: string }): number;
  setRunner(uuid: string, runner: RunnerIdentity | null): void;
  runnerOf(uuid: string): RunnerIdentity | null;
  /** Jobs whose working files may be removed at that time. */
  trashedBefore(at: string, limit: number): readonly Job[];
  /** Finished jobs that ended before that time. */
  endedBefore(at: string, limit: number): readonly Job[];
  /** Deletes a job with its timeline and log; its image stays, without a job. */
  delete(uuid: string): boolean;
};

export type JobEventTable = {
  add(event: {
    jobUuid: string;
    at: string;
    type: JobEventType;
    actor: string | null;
    message: string;
  }): void;
  /** Oldest first. */
  ofJob(jobUuid: string, page: PageRequest): Page<JobEvent>;
};

export type LogFilter = {
  /** `null`: only lines about the system. */
  readonly jobUuid?: string | null;
  readonly levels?: readonly LogLevel[];
  readonly from?: string;
  readonly to?: string;
  readonly q?: string;
};
export type LogTable = {
  add(line: Omit<LogLine, 'id'>): void;
  /** Newest first, unless asked for the oldest. */
  list(filter: LogFilter, page: PageRequest, order?: 'newest' | 'oldest'): Page<LogLine>;
  /** Deletes up to `limit` lines older than that; returns how many. */
  deleteBefore(at: string, limit: number): number;
};

/** An image of the library with its sidecar, which lists leave out. */
export type StoredIso = Iso & {
  readonly notes: string | null;
  readonly provenance: Provenance | null;
  /** Its other files, where no provenance lists them. */
  readonly parts: readonly ImagePart[] | null;
};
/** What is known of an image when it is made. What people say of it comes besides, if it was said before. */
export type NewIso = Omit<
  StoredIso,
  keyof Keep | 'id' | keyof IsoSaid | 'storedBytes' | 'sha1' | 'crc32' | 'parts'
> &
  Partial<Pick<StoredIso, keyof IsoSaid | 'storedBytes' | 'sha1' | 'crc32' | 'parts'>>;
/** What others than its maker find out of an image. */
type Keep = Pick<
  Iso,
  | 'verifiedAt'
  | 'verdict'
  | 'isPresent'
  | 'missingSince'
  | 'changedSince'
  | 'droppedAt'
  | 'knownGood'
  | 'trashedAt'
>;
/** What people say of an image. */
export type IsoSaid = Pick<StoredIso, 'title' | 'notes' | 'tags'>;
/** An image whose files here are in the trash while it stays in the library. */
export type DroppedIso = { readonly id: number; readonly at: string; readonly trashPath: string };
/** What a file looks like from outside: enough to see that it is not the same any more. */
export type FileStamp = { readonly sizeBytes: number; readonly modifiedMs: number };
/** An image as the look at all files knows it. */
export type SeenIso = {
  readonly id: number;
  readonly filePath: string;
  readonly isPresent: boolean;
  readonly changedSince: string | null;
  /** Names of its other files, beside the main one. */
  readonly companions: readonly string[];
  /** Of all of them: the sum of the sizes, the newest time of change. `null`: never looked at. */
  readonly seen: FileStamp | null;
};
export type IsoSort = { readonly by: IsoSortKey; readonly order: 'asc' | 'desc' };
export type IsoFilter = {
  readonly discKind?: string;
  readonly from?: string;
  readonly to?: string;
  readonly minBytes?: number;
  readonly maxBytes?: number;
  /** Only images that are damaged (or are not); that were verified (or never were). */
  readonly isDamaged?: boolean;
  readonly isVerified?: boolean;
  readonly verdict?: IsoVerdict;
  /** Whether their file is there; was changed from outside; is the same as a dump of a DAT file. */
  readonly isPresent?: boolean;
  readonly isChanged?: boolean;
  readonly isKnownGood?: boolean;
  /** All of them; capitals do not matter. */
  readonly tags?: readonly string[];
  /** Those in the trash instead of those in the library. */
  readonly isTrashed?: boolean;
  readonly q?: string;
};
/** The size of the library. */
export type LibraryTotals = { readonly images: number; readonly damaged: number; readonly bytes: number };
export type IsoTable = {
  /**
   * The row of a file; a file is in the library once (`filePath` is unique): a second insert of the same image (by the job of its
   * provenance) changes the row. The row of another image whose file is not there any more makes room, with all that is known of it.
   */
  upsert(iso: NewIso): Iso;
  get(id: number): StoredIso | null;
  ofJob(jobUuid: string): Iso | null;
  byPath(filePath: string): Iso | null;
  /** Newest first unless told; by words or flags, newest means last come. */
  list(filter: IsoFilter, page: PageRequest, sort?: IsoSort): Page<Iso>;
  ofDisc(fingerprintId: string): readonly Iso[];
  /** Images in the library that this one was made of (`Provenance.origin`), newest first. */
  madeOf(id: number): readonly Iso[];
  /** Images in the library that were made of this one, newest first. */
  madeInto(id: number): readonly Iso[];
  /** What people say of it; tags are spelt as they were first. `null` if there is no such image. */
  say(id: number, said: Partial<IsoSaid>): StoredIso | null;
  /** All tags, by name. */
  tags(): readonly TagCount[];
  /** Whether its file is there; `at`: when that was found. */
  setPresent(id: number, isPresent: boolean, at: string): void;
  /** What its file looks like from now on; and since when it is another than it should be, `null` if it is not. */
  setSeen(id: number, seen: FileStamp, changedSince: string | null): void;
  /** Images in the library (not its trash) behind an id, in the order of ids. */
  seenAfter(id: number, limit: number): readonly SeenIso[];
  /** Images behind a path, in the order of paths, those in the trash left out. */
  byPathAfter(filePath: string, limit: number): readonly StoredIso[];
  countVerifications(isoId: number): number;
  /** Images that are there and were not compared since; first those of which that was tried the longest ago. */
  unverifiedSince(before: string, limit: number): readonly Iso[];
  /** It is about to be compared; what comes of it is noted by `addVerification`, if anything does. */
  setVerifyTried(id: number, at: string): void;
  /** Notes that its files are getting other names (`null`: that this is over). */
  setRenaming(id: number, plan: unknown): void;
  /** Images whose files were getting other names when the server ended. */
  renaming(): readonly { readonly id: number; readonly plan: unknown }[];
  /** Its main file has this path now; its sidecar and list of parts may have changed with it. */
  setPath(id: number, filePath: string, facts: Pick<StoredIso, 'fileName' | 'provenance' | 'parts'>): void;
  /** Images whose note beside them is not up to date, by id. */
  withDueNote(limit: number): readonly number[];
  /** The note beside it is up to date. */
  noteWritten(id: number): void;
  /** Notes where it lies now, in which form, and what its sidecar says; a provenance of `null` leaves the one that is known. */
  setPlace(id: number, place: Pick<StoredIso, 'filePath' | 'storedBytes' | 'provenance'>): void;
  /** It lies elsewhere now, perhaps under another name, and has left something there, which is noted with it. */
  setMoved(
    id: number,
    place: Pick<StoredIso, 'filePath' | 'fileName' | 'provenance' | 'parts'> & { readonly left: unknown },
  ): void;
  /** Images that have left something behind, and what; none of one image if `id` is that of another. */
  leftBehind(id?: number): readonly { readonly id: number; readonly left: readonly unknown[] }[];
  /** What is still left behind by an image; nothing: it is over. */
  setLeftBehind(id: number, left: readonly unknown[]): void;
  /** How large the library is, its trash left out. */
  totals(): LibraryTotals;
  /**
   * Puts it into the trash, or takes it out (`null`); `filePath` is where it lies then. `moving`: what its files are, while they
   * are on their way into it.
   */
  setTrashed(id: number, trashedAt: string | null, filePath: string, moving?: unknown): void;
  /** All its files are in the trash. */
  setTrashingDone(id: number): void;
  /** Images whose way into the trash was begun and is not over, with what was noted. */
  trashing(): readonly { readonly id: number; readonly moving: unknown }[];
  /**
   * Its files here are in the trash (`trashPath`: of its main file), since a copy lies elsewhere; `null`: they are here again.
   * Its place stays noted, and it counts as away without being missed.
   */
  setDropped(id: number, dropped: Omit<DroppedIso, 'id'> | null): void;
  /** The files that were dropped then were removed from the trash. */
  setSwept(id: number, droppedAt: string): void;
  /** Images whose files were dropped before that time and are still in the trash. */
  droppedBefore(at: string, limit: number): readonly DroppedIso[];
  /** One of them; `null` if its files are not in the trash. */
  dropped(id: number): DroppedIso | null;
  /** Images that were put into the trash before that time. */
  trashedBefore(at: string, limit: number): readonly Iso[];
  delete(id: number): boolean;
  /** Adds a verification; it becomes the newest of its image. */
  addVerification(verification: Omit<Verification, 'id'>): Verification;
  /** Newest first. */
  verifications(isoId: number, limit: number): readonly Verification[];
};

/** Who holds a drive or an image. At most one at a time. */
export type Lease = {
  /** The key of a drive, or `iso:<id>`. */
  readonly subject: string;
  /** What for: `job:<uuid>`, `identify`, `eject` or `trash`. */
  readonly holder: string;
  readonly pid: number;
  readonly acquiredAt: string;
};
export type LeaseTable = {
  /** Takes the lease if nobody has it; false if somebody has, the same holder included. */
  acquire(lease: Lease): boolean;
  /** Frees it, if that holder has it. */
  release(subject: string, holder: string): boolean;
  get(subject: string): Lease | null;
  all(): readonly Lease[];
};

export type SettingTable = {
  get(name: string): unknown | undefined;
  all(): Readonly<Record<string, unknown>>;
  set(name: string, value: unknown, at: string): void;
  delete(name: string): void;
};

/** A drive that was seen once, connected or not. */
export type KnownDrive = {
  readonly key: string;
  readonly info: DriveInfo;
  readonly profile: DriveProfile;
  readonly firstSeenAt: string;
  readonly lastSeenAt: string;
  /** Since when it counts as faulty; `null` if it does not. */
  readonly faultySince: string | null;
};
/** What was found out about a disc, so that it is not asked again while it stays in. */
export type DiscFacts = { readonly driveKey: string; readonly sequence: string; readonly disc: Disc };
export type DriveTable = {
  /** Notes that a drive is there now; a new one gets that profile. */
  see(drive: { key: string; info: DriveInfo; at: string; profile: DriveProfile }): KnownDrive;
  get(key: string): KnownDrive | null;
  all(): readonly KnownDrive[];
  setProfile(key: string, profile: DriveProfile): KnownDrive | null;
  setFaulty(key: string, since: string | null): void;
  addError(key: string, error: DriveError): void;
  /** Newest first. */
  errors(key: string, limit: number): readonly DriveError[];
  rememberDisc(facts: DiscFacts, bootId: string): void;
  forgetDisc(driveKey: string): void;
  /** The disc with that sequence number, if it was identified since the machine started. */
  recallDisc(driveKey: string, sequence: string, bootId: string): Disc | null;
};

export type ImageDriveTable = {
  all(): readonly ImageDriveSlot[];
  put(slot: ImageDriveSlot): void;
  delete(id: string): boolean;
};
