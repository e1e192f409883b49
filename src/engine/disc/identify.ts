import { type Disc, type DiscKind, isAppError, SECTOR_BYTES } from '#model/index.ts';
import type { Medium } from '../drive/drive.ts';
import { readToc, type Toc } from '../drive/index.ts';
import { openSheet } from '../sheet/index.ts';
import { type MediaProbe, probeMedia } from './cdrom-id.ts';
import { countTracks, findKind, findLastSession, isRealToc } from './disc-kind.ts';
import { findWarnings } from './disc-warnings.ts';
import { hashHead, hashToc, makeFingerprint } from './fingerprint.ts';
import { dataEndLba } from './gap-ranges.ts';
import { openSectorSource } from './open-sector-source.ts';
import { tryRead } from './read-sectors.ts';
import type { SectorSource } from './sector-source.ts';
import { tocOfSheet } from './sheet-toc.ts';
import { readVolumes, type Volumes } from './volumes.ts';

/** Choices for `identifyDisc`. */
export type IdentifyOptions = {
  readonly signal?: AbortSignal;
  /** What a person says the disc is, against what it looks like. */
  readonly kind?: DiscKind;
  /** Descriptors that every tool inherits (the drive lock). */
  readonly inheritedFds?: readonly number[];
};

/**
 * Finds out what is known about a disc before it is read. Damage never makes it throw: what cannot be read is `null`,
 * `unknown` or a warning, and a disc of which only the capacity is known is still a disc to rescue.
 * Errors: `NO_DISC`, `DRIVE_MISSING`, `DRIVE_HUNG`, `PERMISSION_DENIED`, for files also `NOT_FOUND` and
 * `INVALID_INPUT`; the signal's reason once it is aborted.
 */
export async function identifyDisc(medium: Medium, options: IdentifyOptions = {}): Promise<Disc> {
  const { kind, ...toolOptions } = options;
  const probe = medium.isDevice ? await probeSettled(medium, toolOptions) : null;
  const toc = await findToc(medium, probe);
  options.signal?.throwIfAborted();
  const source = await openSectorSource(medium, toolOptions);
  try {
    return await describe({ medium, probe, toc, source, kind: kind ?? null });
  } finally {
    await source.close();
  }
}

/**
 * A disc that was put in a moment ago is not there yet for `cdrom_id`, which does not wait. Opening the device for
 * reading does: after that the second answer is true.
 */
async function probeSettled(
  medium: Medium,
  toolOptions: Omit<IdentifyOptions, 'kind'>,
): Promise<MediaProbe | null> {
  const probe = await probeMedia(medium.path, toolOptions);
  if (probe === null || probe.hasMedium) return probe;
  const source = await openSectorSource(medium, toolOptions);
  await tryRead(source, 0, 1);
  await source.close();
  return probeMedia(medium.path, toolOptions);
}

/** The table of contents; a drive that refuses to tell it is none the worse for reading. */
async function findToc(medium: Medium, probe: MediaProbe | null): Promise<Toc | null> {
  if (medium.isSheet) return tocOfSheet(await openSheet(medium.path));
  if (!medium.isDevice || probe?.state === 'blank') return null;
  try {
    return await readToc(medium.path, probe?.sessionCount ?? null);
  } catch (error) {
    if (isAppError(error, 'DRIVE_COMMAND_FAILED')) return null;
    throw error;
  }
}

type Findings = {
  readonly medium: Medium;
  readonly probe: MediaProbe | null;
  readonly toc: Toc | null;
  readonly source: SectorSource;
  readonly kind: DiscKind | null;
};

async function describe(findings: Findings): Promise<Disc> {
  const { medium, probe, toc, source } = findings;
  const tracks = toc?.tracks ?? [];
  const counts = countTracks(probe, tracks);
  const isBlank = probe?.state === 'blank';
  const isAudioOnly = counts.audio > 0 && counts.data === 0;
  const lastSessionLba = findLastSession(probe, toc);
  // Blank and audio discs have no sectors of 2048 bytes; asking for them only makes the drive stumble.
  const hasSectors =
    findings.kind === null ? !isBlank && !isAudioOnly : !['blank', 'audio'].includes(findings.kind);
  const headSha256 = hasSectors ? await hashHead(source) : null;
  const volumes = hasSectors ? await readNewestVolumes(source, lastSessionLba) : null;

  const media = medium.isDevice ? (probe?.media ?? null) : 'image';
  const sessionCount = probe?.sessionCount ?? (medium.isSheet ? (tracks.at(-1)?.session ?? 1) : null);
  const kind = findKind(counts, { isBlank, sessionCount, tracks, volumes });
  const capBytes = hasSectors && medium.sizeBytes > 0 ? medium.sizeBytes : null;
  const label = volumes?.label ?? null;
  const volumeUuid = volumes?.volumeUuid ?? null;
  const fsBytes = volumes?.fsBytes ?? null;
  const dataEnd = dataEndLba({ media, sessionCount, tracks, fsBytes });
  // Audio behind the data is no tail of its file system.
  const dataBytes =
    capBytes === null || dataEnd === null ? capBytes : Math.min(capBytes, dataEnd * SECTOR_BYTES);
  return {
    kind: findings.kind ?? kind,
    kindIsOverridden: findings.kind !== null,
    media,
    state: probe?.state ?? null,
    label,
    volumeUuid,
    fileSystems: [...(volumes?.fileSystems ?? [])],
    sessionCount,
    lastSessionLba,
    tracks,
    capBytes,
    fsBytes,
    createdAt: volumes?.createdAt ?? null,
    volumeFacts: { ...volumes?.facts },
    fingerprint: makeFingerprint({
      volumeUuid,
      label,
      capBytes,
      fsBytes,
      headSha256,
      tocSha256: toc !== null && isRealToc(media, tracks) ? hashToc(tracks, toc.leadOutLba) : null,
    }),
    warnings: findWarnings({ kind: findings.kind ?? kind, media, capBytes: dataBytes, fsBytes, volumes }),
  };
}

/** The last session's volumes; where it holds none, the first session's. */
async function readNewestVolumes(source: SectorSource, lastSessionLba: number): Promise<Volumes> {
  const newest = await readVolumes(source, { sessionStartLba: lastSessionLba });
  return lastSessionLba === 0 || newest.fileSystems.length > 0 ? newest : readVolumes(source);
}
