import type { DiscKind, MediaType } from '#model/index.ts';
import type { Volumes } from './volumes.ts';

/** Bytes behind the file system that are not worth a word: padding of 150 to 300 sectors, run-out, ECC blocks. */
const ordinaryTailBytes = 2 * 1024 * 1024;

const recordable: readonly MediaType[] = [
  'cd-r',
  'cd-rw',
  'dvd-r',
  'dvd-rw',
  'dvd-ram',
  'dvd+r',
  'dvd+rw',
  'dvd+r-dl',
  'dvd+rw-dl',
  'bd-r',
  'bd-re',
];

/** Sentences on what is odd about a disc, the most important first. */
export function findWarnings(disc: {
  readonly kind: DiscKind;
  readonly media: MediaType | null;
  readonly capBytes: number | null;
  readonly fsBytes: number | null;
  readonly volumes: Volumes | null;
}): string[] {
  const { kind, media, capBytes, fsBytes } = disc;
  const warnings: string[] = [];
  if (capBytes !== null && fsBytes !== null && capBytes < fsBytes) {
    const where = media === 'image' ? 'the image file ends' : 'the drive reports an end';
    warnings.push(
      `The file system claims ${fsBytes} bytes, but ${where} at ${capBytes}: something is missing, or one of the sizes is wrong.`,
    );
  }
  warnings.push(...(disc.volumes?.warnings ?? []));
  const isRecordable = media !== null && recordable.includes(media);
  if (isRecordable && capBytes !== null && fsBytes !== null && capBytes - fsBytes > ordinaryTailBytes) {
    warnings.push(
      `The recordable disc holds ${capBytes} bytes, its file system only ${fsBytes}: reading the file system's size alone leaves nothing out.`,
    );
  }
  if (kind === 'dvd-video' && !isRecordable) {
    warnings.push('A DVD-Video may be scrambled (CSS); an image of it then stays scrambled.');
  }
  return warnings;
}
