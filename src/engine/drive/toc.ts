import type { Track } from '#model/index.ts';
import { type CdromPort, cdromRequests, withDevice } from './ioctl.ts';

/** A disc's table of contents. Addresses are logical blocks. */
export type Toc = {
  readonly tracks: Track[];
  /** Start of the last session's lead-out: one past the last sector. */
  readonly leadOutLba: number;
  /** Start of the last session; 0 with a single one. */
  readonly lastSessionLba: number;
};

/** A track as READ TOC/PMA/ATIP format 0 gives it (MMC-6 6.26.3.2). */
export type TocEntry = { readonly number: number; readonly control: number; readonly startLba: number };

/** What the kernel's calls told, before it is understood. */
export type RawToc = {
  readonly entries: readonly TocEntry[];
  readonly leadOutLba: number;
  readonly lastSessionLba: number;
};

/** CDROM_LBA and CDROM_LEADOUT of linux/cdrom.h. */
const CDROM_LBA = 1;
const CDROM_LEADOUT = 0xaa;
const tocTimeoutMs = 30_000;

/**
 * Asks the drive for the table of contents. `sessionCount` is what cdrom_id says (the kernel tells only where the
 * last session starts); `null` if nobody knows. Result `null`: the disc has none (blank, unreadable) or an absurd one.
 * Errors: `DRIVE_MISSING`, `DRIVE_HUNG`, `PERMISSION_DENIED`, `DRIVE_COMMAND_FAILED`.
 */
export async function readToc(
  devicePath: string,
  sessionCount: number | null,
  port?: CdromPort,
): Promise<Toc | null> {
  const options = { timeoutMs: tocTimeoutMs, ...(port === undefined ? {} : { port }) };
  const raw = await withDevice(devicePath, options, readRawToc);
  return raw === null ? null : interpretToc(raw, sessionCount);
}

async function readRawToc(fd: number, port: CdromPort): Promise<RawToc | null> {
  const header = Buffer.alloc(2); // struct cdrom_tochdr: first and last track
  if ((await port.call(fd, cdromRequests.readTocHeader, header)) < 0) return null;
  const first = header.readUInt8(0);
  const last = header.readUInt8(1);
  if (first < 1 || last > 99 || first > last) return null;

  const entries: TocEntry[] = [];
  for (let number = first; number <= last; number += 1) {
    const entry = await readEntry(fd, port, number);
    if (entry === null) return null;
    entries.push(entry);
  }
  const leadOut = await readEntry(fd, port, CDROM_LEADOUT);
  if (leadOut === null) return null;

  const session = Buffer.alloc(8); // struct cdrom_multisession: address, xa_flag, addr_format
  session.writeUInt8(CDROM_LBA, 5);
  const isKnown = (await port.call(fd, cdromRequests.multisession, session)) >= 0;
  const lastSessionLba = isKnown && session.readUInt8(4) !== 0 ? readHostInt32(session, 0) : 0;
  return { entries, leadOutLba: leadOut.startLba, lastSessionLba };
}

async function readEntry(fd: number, port: CdromPort, number: number): Promise<TocEntry | null> {
  const entry = Buffer.alloc(12); // struct cdrom_tocentry: track, adr/control nibbles, format, address at 4
  entry.writeUInt8(number, 0);
  entry.writeUInt8(CDROM_LBA, 2);
  if ((await port.call(fd, cdromRequests.readTocEntry, entry)) < 0) return null;
  return { number, control: entry.readUInt8(1) >> 4, startLba: readHostInt32(entry, 4) };
}

/** All of Node's Linux platforms that we ship for are little-endian (x86-64, AArch64). */
function readHostInt32(buffer: Buffer, offset: number): number {
  return buffer.readInt32LE(offset);
}

/** Bit of the Q sub-channel's control field that marks data (Red Book). */
const DATA_TRACK = 4;

/**
 * Sectors between the end of a session's last track and the next session's first: lead-out (1:30 for the first
 * session, 0:30 after later ones), lead-in 1:00 and pre-gap 0:02, at 75 a second (Orange Book part II, multi-session).
 */
export const sessionGapSectors = (session: number) => (session === 1 ? 11_400 : 6_900);

/** Gives each track its session and length. `null` if the entries contradict each other. */
export function interpretToc(raw: RawToc, sessionCount: number | null): Toc | null {
  const { entries, leadOutLba, lastSessionLba } = raw;
  const starts = [...entries.map((entry) => entry.startLba), leadOutLba];
  if (starts.some((start, index) => start < (index === 0 ? 0 : (starts[index - 1] ?? 0)))) return null;
  const isMultiSession = lastSessionLba > 0 && entries.some((entry) => entry.startLba >= lastSessionLba);
  const lastSession = isMultiSession ? Math.max(2, sessionCount ?? 2) : 1;
  // Every session has a track: as many tracks as sessions leaves one each. Otherwise only the last one is known.
  const isOneEach = isMultiSession && entries.length === lastSession;
  const sessionOf = (entry: TocEntry, index: number) => {
    if (isOneEach) return index + 1;
    return isMultiSession && entry.startLba >= lastSessionLba ? lastSession : 1;
  };

  const tracks = entries.map((entry, index): Track => {
    const session = sessionOf(entry, index);
    const next = entries[index + 1];
    const endsSession = next !== undefined && sessionOf(next, index + 1) !== session;
    const endLba = (next?.startLba ?? leadOutLba) - (endsSession ? sessionGapSectors(session) : 0);
    return {
      number: entry.number,
      session,
      type: (entry.control & DATA_TRACK) === 0 ? 'audio' : 'data',
      startLba: entry.startLba,
      sectorCount: Math.max(0, endLba - entry.startLba),
      control: entry.control,
    };
  });
  return { tracks, leadOutLba, lastSessionLba: isMultiSession ? lastSessionLba : 0 };
}
