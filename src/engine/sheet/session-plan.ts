import { AppError, RAW_SECTOR_BYTES } from '#model/index.ts';
import { type DiscSheet, type SheetTrack, sectorBytesOf, type TrackPart } from './disc-sheet.ts';
import type { OpenedSheet } from './open-sheet.ts';
import { type Extent, extentsOf, type SheetSectors } from './sheet-sectors.ts';
import { parseTocSheet } from './toc-sheet.ts';

/** The sheet of a copied session. */
export type CopiedSession = {
  readonly sheet: DiscSheet;
  /** Whether the copy is byte for byte the one file that the session's own .toc names: its text then fits the copy. */
  readonly isVerbatim: boolean;
};

/** What becomes of sectors on their way into the copy. */
type Conversion = 'none' | 'to-little-endian' | 'to-big-endian';

/** Sectors of a file, and what becomes of them. */
export type PlannedExtent = { readonly extent: Extent; readonly conversion: Conversion };

/** A session that is copied into one bare file. `extents` are those in files, in order. */
export type SessionPlan = {
  readonly session: number;
  readonly tracks: readonly SheetTrack[];
  readonly extents: readonly PlannedExtent[];
  readonly bytesTotal: number;
};

/** Decides how a session is copied. Errors: `INTERNAL` if there is no such session. */
export function planSession(opened: OpenedSheet, session: number): SessionPlan {
  const tracks = opened.sheet.tracks.filter((track) => track.session === session);
  if (tracks.length === 0) throw new AppError('INTERNAL', `The sheet has no session ${session}.`);
  const stored = extentsOf(opened).filter(({ file, track }) => file !== null && track.session === session);
  const plain = stored.filter(({ track }) => track.mode === 'AUDIO' && track.subChannel === null);
  const isOneKind =
    plain.every(({ file }) => file?.container === 'bare') &&
    new Set(plain.map(({ isBigEndian }) => isBigEndian)).size <= 1;
  const conversionOf = ({ track, isBigEndian }: Extent): Conversion => {
    if (track.mode !== 'AUDIO') return 'none';
    if (track.subChannel !== null) return isBigEndian ? 'none' : 'to-big-endian';
    return isOneKind ? 'none' : 'to-little-endian';
  };
  const extents = stored.map((extent) => ({ extent, conversion: conversionOf(extent) }));
  const bytesTotal = stored.reduce(
    (sum, { sectorCount, track }) => sum + sectorCount * sectorBytesOf(track),
    0,
  );
  return { session, tracks, extents, bytesTotal };
}

/** Sectors as they are in the copy. Errors: those of reading. */
export async function readPlanned(
  sectors: SheetSectors,
  { extent, conversion }: PlannedExtent,
  { lba, count }: { readonly lba: number; readonly count: number },
): Promise<Buffer> {
  if (conversion === 'to-little-endian') return sectors.readAudio(lba, count);
  const bytes = await sectors.readStored(extent, lba, count);
  if (conversion === 'none') return bytes;
  const unit = sectorBytesOf(extent.track);
  for (let at = 0; at < bytes.length; at += unit) bytes.subarray(at, at + RAW_SECTOR_BYTES).swap16();
  return bytes;
}

/** What the copy in `fileName` holds. */
export function describeSession(opened: OpenedSheet, plan: SessionPlan, fileName: string): CopiedSession {
  const conversions = new Map(
    plan.extents.map(({ extent, conversion }) => [extent.track.number, conversion]),
  );
  let position = 0;
  const tracks = plan.tracks.map((track): SheetTrack => {
    const conversion = conversions.get(track.number) ?? 'none';
    const parts = track.parts.map((part): TrackPart => {
      if (part.kind === 'silence') return part;
      const startByte = position;
      position += (part.frameCount ?? 0) * sectorBytesOf(track);
      const wasBigEndian = track.mode === 'AUDIO' && part.format === 'motorola';
      const isBigEndian = conversion === 'none' ? wasBigEndian : conversion === 'to-big-endian';
      return { ...part, fileName, format: isBigEndian ? 'motorola' : 'binary', startByte };
    });
    return { ...track, session: 1, parts };
  });
  return {
    sheet: { ...ofDisc(opened, plan), remarks: [], tracks },
    isVerbatim: opened.tocs[plan.session - 1] !== undefined && isWholeFile(plan),
  };
}

/** What a session says of the disc as a whole. A .cue does not say in which session it stands: it is put into the first. */
function ofDisc(
  { sheet, tocs }: OpenedSheet,
  { session, tracks }: SessionPlan,
): Pick<DiscSheet, 'discType' | 'catalog' | 'cdTextLanguages' | 'cdText'> {
  const own = tocs[session - 1];
  if (own !== undefined) {
    const { discType, catalog, cdTextLanguages, cdText } = parseTocSheet(own.text);
    return { discType, catalog, cdTextLanguages, cdText };
  }
  const { discType } = sheet;
  const [catalog, cdText] = session === 1 ? [sheet.catalog, sheet.cdText] : [null, []];
  // Cue sheets name no language; English is what cdrdao takes of texts without one (trackdb/Cddb.cc).
  const hasText = cdText.length > 0 || tracks.some((track) => track.cdText.length > 0);
  return { discType, catalog, cdTextLanguages: hasText ? [{ block: 0, languageCode: 9 }] : [], cdText };
}

/** Whether every sector lies in the copy where it lay in one and the same bare file, and that file holds nothing else. */
function isWholeFile({ extents, bytesTotal }: SessionPlan): boolean {
  const file = extents[0]?.extent.file ?? null;
  if (file === null || file.container !== 'bare' || file.sizeBytes !== bytesTotal) return false;
  let position = 0;
  return extents.every(({ extent, conversion }) => {
    const isInPlace = extent.file?.path === file.path && extent.startByte === position;
    position += extent.sectorCount * sectorBytesOf(extent.track);
    return isInPlace && conversion === 'none';
  });
}
