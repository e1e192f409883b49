import { joinRanges, RAW_SECTOR_BYTES, type SectorRange } from '#model/index.ts';
import { type CdromPort, cdromRequests, withDevice } from './ioctl.ts';
import { addressOf } from './libc.ts';

/** Sectors of audio whose reading is in doubt. */
export type AudioProbe = {
  /** Sectors that a reader delivered as silence. */
  readonly silent: readonly SectorRange[];
  /** A sector that was read with sound; `null` if there is none. It tells a drive that cannot be asked from one that fails. */
  readonly soundLba: number | null;
  readonly signal: AbortSignal;
  /** From here on nothing more is asked, and what was not confirmed counts as unreadable. */
  readonly deadlineMs?: number;
  readonly port?: CdromPort;
};

/** CDROM_LBA of linux/cdrom.h. */
const CDROM_LBA = 1;
/** The kernel takes at most a second of audio at a time (drivers/cdrom/cdrom.c, CD_FRAMES); less is kinder to drives. */
const mostFrames = 25;
const callTimeoutMs = 120_000;

/**
 * Asks the drive for sectors that came out silent, one by one where it must be, and returns those that it cannot read, or
 * reads with sound. Readers of audio replace what they cannot read by silence, and on Linux tell only of some of it (cdrdao of
 * none, libcdio-paranoia 10.2 of the first two sectors of eleven, tried on an emulated drive); the kernel's own call fails.
 * `null` if this drive, or whatever stands for it, does not know the call.
 * Errors: `DRIVE_MISSING`, `DRIVE_HUNG`; the signal's reason.
 */
export async function findUnreadAudio(devicePath: string, probe: AudioProbe): Promise<SectorRange[] | null> {
  const { silent, soundLba, signal, deadlineMs = Number.POSITIVE_INFINITY, port } = probe;
  const options = { timeoutMs: callTimeoutMs, ...(port === undefined ? {} : { port }) };
  const ask = (lba: number, count: number) => {
    signal.throwIfAborted();
    return withDevice(devicePath, options, (fd, calls) => readFrames(fd, calls, { lba, count }));
  };
  if (silent.length === 0) return [];
  if (soundLba !== null && (await ask(soundLba, 1)) === null) return null;
  const unread: SectorRange[] = [];
  for (const { firstLba, lastLba } of silent) {
    for (let lba = firstLba; lba <= lastLba; lba += mostFrames) {
      const end = Math.min(lastLba, lba + mostFrames - 1);
      if (performance.now() > deadlineMs) unread.push({ firstLba: lba, lastLba: end });
      else if (!isSilent(await ask(lba, end - lba + 1)))
        unread.push(...(await askEach(ask, { firstLba: lba, lastLba: end })));
    }
  }
  return joinRanges(unread);
}

type Ask = (lba: number, count: number) => Promise<Buffer | null>;

async function askEach(ask: Ask, { firstLba, lastLba }: SectorRange): Promise<SectorRange[]> {
  const unread: SectorRange[] = [];
  for (let lba = firstLba; lba <= lastLba; lba += 1) {
    if (!isSilent(await ask(lba, 1))) unread.push({ firstLba: lba, lastLba: lba });
  }
  return unread;
}

function isSilent(samples: Buffer | null): boolean {
  return samples?.every((byte) => byte === 0) ?? false;
}

/** CDROMREADAUDIO; `null` if the drive refuses. */
async function readFrames(
  fd: number,
  port: CdromPort,
  { lba, count }: { lba: number; count: number },
): Promise<Buffer | null> {
  const samples = Buffer.alloc(count * RAW_SECTOR_BYTES);
  // struct cdrom_read_audio: address, its format, number of frames, pointer to the samples (on 64-bit systems at 16).
  const request = Buffer.alloc(24);
  request.writeInt32LE(lba, 0);
  request.writeUInt8(CDROM_LBA, 4);
  request.writeInt32LE(count, 8);
  request.writeBigUInt64LE(addressOf(samples), 16);
  return (await port.call(fd, cdromRequests.readAudio, request)) < 0 ? null : samples;
}
