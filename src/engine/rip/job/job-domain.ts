import {
  AppError,
  countSectors,
  type Disc,
  joinRanges,
  SECTOR_BYTES,
  type SectorRange,
} from '#model/index.ts';
import { dataEndLba, isoHoles, recommendedDomain } from '../../disc/index.ts';
import type { Medium } from '../../drive/index.ts';
import { isCd, type ReadPlan } from '../../read/index.ts';
import type { RipRequest } from '../rip-contract.ts';
import type { JobPlan, JobState } from './job-state.ts';

/** What the data part of a job reads. */
export type Domain = NonNullable<JobState['domain']>;

/** A plan as `job.json` keeps it. */
export function jobPlanOf(plan: ReadPlan): JobPlan {
  if (plan.type === 'sessions') return { type: 'sessions', sessionCount: plan.sessionCount };
  return {
    type: 'content',
    hasData: plan.hasData,
    audioTracks: plan.audioTracks.map((track) => track.number),
  };
}

/** Size of the data part; `null` if the plan has none. Errors: `UNSUPPORTED_DISC`, `INVALID_INPUT`. */
export function chooseDomain(
  request: RipRequest,
  plan: JobPlan,
  { disc, medium }: { readonly disc: Disc; readonly medium: Medium },
): Domain | null {
  if (plan.type === 'sessions' || !plan.hasData) return null;
  const endLba = dataEndLba(disc);
  const readableBytes = endLba === null ? Number.POSITIVE_INFINITY : endLba * SECTOR_BYTES;
  const capBytes = Math.min(disc.capBytes ?? medium.sizeBytes, readableBytes);
  if (request.mode === 'clone') {
    if (request.domain !== 'fs') return { kind: 'cap', sizeBytes: capBytes };
    throw new AppError(
      'INVALID_INPUT',
      'A clone holds the whole capacity of a disc. Leave --domain fs out, or choose another mode.',
      { details: { field: 'domain' } },
    );
  }
  if (request.domain === 'fs' && disc.fsBytes === null) {
    throw new AppError(
      'UNSUPPORTED_DISC',
      'No file system was found on this disc, so its size is unknown. Use the capacity (--domain cap).',
      { details: { field: 'domain' } },
    );
  }
  const kind = request.domain ?? recommendedDomain({ ...disc, capBytes });
  if (kind === 'cap' || disc.fsBytes === null) return { kind: 'cap', sizeBytes: capBytes };
  // A disc shorter than its file system claims can give no more than it has.
  return { kind: 'fs', sizeBytes: Math.min(disc.fsBytes, capBytes) };
}

/** Sectors to leave out must be data of the disc, and something must be left. Error: `INVALID_INPUT`. */
export function checkExcluded(excluded: readonly SectorRange[], domain: Domain | null): void {
  if (excluded.length === 0) return;
  if (domain === null) {
    throw new AppError(
      'INVALID_INPUT',
      'Sectors can only be left out (--exclude) of data; there is none to read here. Leave the option away.',
      { details: { field: 'excluded' } },
    );
  }
  const lastLba = Math.ceil(domain.sizeBytes / SECTOR_BYTES) - 1;
  const beyond = excluded.find((range) => range.lastLba > lastLba);
  if (beyond !== undefined) {
    throw new AppError(
      'INVALID_INPUT',
      `Sectors ${beyond.firstLba}-${beyond.lastLba} cannot be left out: the last sector to read is ${lastLba}. Give sectors from 0 to ${lastLba}.`,
      { details: { field: 'excluded', lastLba } },
    );
  }
  if (countSectors(joinRanges(excluded)) <= lastLba) return;
  throw new AppError(
    'INVALID_INPUT',
    'With all sectors left out there is nothing to read. Leave out fewer.',
    {
      details: { field: 'excluded' },
    },
  );
}

/** Bytes of the data part that are really read, without the audio that lies in between. */
export function dataBytes(disc: Disc, domain: Domain | null): number {
  if (domain === null) return 0;
  if (!isCd(disc)) return domain.sizeBytes;
  const lastLba = Math.ceil(domain.sizeBytes / SECTOR_BYTES) - 1;
  const holes = isoHoles(disc).filter((hole) => hole.firstLba <= lastLba);
  return Math.max(0, domain.sizeBytes - countSectors(holes) * SECTOR_BYTES);
}
