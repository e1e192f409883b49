import {
  type AudioTrackResult,
  type CdProvenance,
  countSectors,
  intersectRanges,
  type Provenance,
  type SectorRange,
} from '#model/index.ts';
import { sectors, tracksNamed } from './audio-log-lines.ts';

/** The data part of a disc with audio: where it lies, and what of it is not in its file. */
export type DataPartFacts = {
  readonly fileName: string | null;
  readonly sizeBytes: number;
  readonly badSectors: readonly SectorRange[];
  readonly excludedSectors: readonly SectorRange[];
};

/** Facts of the data part, `null` if the disc has none. Bad sectors of audio tracks are not among them. */
export function dataPartOf(provenance: Provenance): DataPartFacts | null {
  const areas = provenance.disc.tracks
    .filter(({ type, sectorCount }) => type === 'data' && sectorCount > 0)
    .map(({ startLba, sectorCount }) => ({ firstLba: startLba, lastLba: startLba + sectorCount - 1 }));
  if (areas.length === 0) return null;
  const file = dataFileOf(provenance);
  return {
    fileName: file?.fileName ?? null,
    sizeBytes: file?.sizeBytes ?? 0,
    badSectors: intersectRanges(provenance.badSectors, areas),
    excludedSectors: intersectRanges(provenance.excludedSectors, areas),
  };
}

/** The file that holds the data: its own, or in a clone that of its session. */
function dataFileOf({ companions, disc }: Provenance): Provenance['companions'][number] | undefined {
  const session = disc.tracks.find(({ type }) => type === 'data')?.session ?? 1;
  return (
    companions.find(({ role }) => role === 'image') ??
    companions.filter(({ role }) => role === 'session')[session - 1]
  );
}

/** Says in one line whether everything was read: audio first, then the data part. */
export function summaryOf(provenance: Provenance, cd: CdProvenance): string {
  const numbers = provenance.disc.tracks.filter(({ type }) => type === 'audio').map(({ number }) => number);
  const data = dataPartOf(provenance);
  const losses = [...audioLosses(numbers, cd.audio), ...dataLosses(data)];
  if (losses.length > 0) return losses.join(' ');
  const whole = [
    ...wholeAudio(numbers.length),
    ...(data === null ? [] : ['The data part was read without loss.']),
  ];
  if (!provenance.isComplete) whole.push('Yet the image is marked as incomplete: its .json file says more.');
  return whole.join(' ');
}

function wholeAudio(trackCount: number): string[] {
  if (trackCount === 0) return [];
  return [
    trackCount === 1
      ? 'The only audio track was read without loss.'
      : `${trackCount === 2 ? 'Both' : `All ${trackCount}`} tracks were read without loss.`,
  ];
}

function audioLosses(numbers: readonly number[], results: readonly AudioTrackResult[]): string[] {
  const unread: number[] = [];
  const sentences: string[] = [];
  for (const number of numbers) {
    const result = results.find((one) => one.number === number);
    if (result === undefined || result.quality === 'unread') unread.push(number);
    else {
      const damage = damageWords(result);
      if (damage !== null) sentences.push(`Track ${number} is damaged: ${damage}.`);
    }
  }
  if (unread.length > 0) {
    const named = tracksNamed(unread);
    sentences.push(`${named.charAt(0).toUpperCase()}${named.slice(1)} could not be read at all.`);
  }
  if (sentences.length === 0) return [];
  const wholeCount = numbers.length - unread.length - (sentences.length - (unread.length > 0 ? 1 : 0));
  if (wholeCount === 1) sentences.push('The other track is whole.');
  if (wholeCount > 1) sentences.push('The other tracks are whole.');
  return sentences;
}

function damageWords({ lostSectors, unsettledSectors, quality }: AudioTrackResult): string | null {
  const lost = countSectors(lostSectors);
  const unsettled = countSectors(unsettledSectors);
  const words = [
    lost > 0 ? `${sectors(lost)} lost` : null,
    unsettled > 0 ? `${sectors(unsettled)} came out differently each time` : null,
  ].filter((word) => word !== null);
  if (words.length > 0) return words.join(', ');
  return quality === 'damaged' ? 'it is not known where' : null;
}

function dataLosses(data: DataPartFacts | null): string[] {
  if (data === null) return [];
  if (data.fileName === null) return ['The data part was not read.'];
  const bad = countSectors(data.badSectors);
  const excluded = countSectors(data.excludedSectors);
  return [
    ...(bad === 0 ? [] : [`The data part is damaged: ${sectors(bad)} lost.`]),
    ...(excluded === 0
      ? []
      : [`Of the data part ${sectors(excluded)} ${excluded === 1 ? 'was' : 'were'} left out, as asked.`]),
  ];
}
