import type {
  Disc,
  DriveError,
  DriveInfo,
  DriveProfile,
  Fingerprint,
  ImageDriveSlot,
  Iso,
  Job,
  JobEvent,
  JobEventType,
  JobKind,
  JobStatus,
  LogLevel,
  LogLine,
  Provenance,
  Verification,
} from '#model/index.ts';
import type { ApiKeyTable, AuditTable, SessionTable, UserTable } from './access-tables.ts';
import type { Page, PageRequest } from './page-types.ts';

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
  readonly leases: LeaseTable;
  readonly settings: SettingTable;
  readonly drives: DriveTable;
  readonly imageDrives: ImageDriveTable;
  readonly users: UserTable;
  readonly sessions: SessionTable;
  readonly apiKeys: ApiKeyTable;
  readonly audit: AuditTable;
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
  /** A job that waits for, or works on, that image; `null` if none does. */
  liveOfIso(isoId: number): Job | null;
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
  /** Newest first. */
  list(filter: LogFilter, page: PageRequest): Page<LogLine>;
  /** Deletes up to `limit` lines older than that; returns how many. */
  deleteBefore(at: string, limit: number): number;
};

/** An image of the library with its sidecar, which lists leave out. */
export type StoredIso = Iso & { readonly provenance: Provenance | null };
/** What is known of an image when it is made. */
export type NewIso = Omit<StoredIso, 'id' | 'verifiedAt' | 'verdict' | 'isPresent' | 'trashedAt'>;
export type IsoFilter = {
  readonly discKind?: string;
  readonly from?: string;
  readonly to?: string;
  readonly minBytes?: number;
  readonly maxBytes?: number;
  /** Only images that are damaged (or are not); that were verified (or never were). */
  readonly isDamaged?: boolean;
  readonly isVerified?: boolean;
  /** Those in the trash instead of those in the library. */
  readonly isTrashed?: boolean;
  readonly q?: string;
};
export type IsoTable = {
  /** The row of a file; a file is in the library once (`filePath` is unique): a second insert changes the row. */
  upsert(iso: NewIso): Iso;
  get(id: number): StoredIso | null;
  ofJob(jobUuid: string): Iso | null;
  /** Newest first. */
  list(filter: IsoFilter, page: PageRequest): Page<Iso>;
  ofDisc(fingerprintId: string): readonly Iso[];
  setPresent(id: number, isPresent: boolean): void;
  /** Puts it into the trash, or takes it out (`null`); `filePath` is where it lies then. */
  setTrashed(id: number, trashedAt: string | null, filePath: string): void;
  /** Images that were put into the trash before that time. */
  trashedBefore(at: string, limit: number): readonly Iso[];
  delete(id: number): boolean;
  /** Adds a verification; it becomes the newest of its image. */
  addVerification(verification: Omit<Verification, 'id'>): Verification;
  /** Newest first. */
  verifications(isoId: number, limit: number): readonly Verification[];
};

/** Who holds a drive. At most one at a time. */
export type Lease = {
  readonly driveKey: string;
  /** What for: `job:<uuid>`, `identify` or `eject`. */
  readonly holder: string;
  readonly pid: number;
  readonly acquiredAt: string;
};
export type LeaseTable = {
  /** Takes the lease if nobody has it; false if somebody has, the same holder included. */
  acquire(lease: Lease): boolean;
  /** Frees it, if that holder has it. */
  release(driveKey: string, holder: string): boolean;
  get(driveKey: string): Lease | null;
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
