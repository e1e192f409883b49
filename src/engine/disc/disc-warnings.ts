import type { DiscKind, MediaType } from '#model/index.ts';
import { hasLongTail, isRecordable } from './recommended-domain.ts';
import type { Volumes } from './volumes.ts';

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
  if (capBytes !== null && fsBytes !== null && hasLongTail(disc)) {
    warnings.push(
      isRecordable(media) ? tailOfRecordable(capBytes, fsBytes) : tailOfPressed(media, capBytes, fsBytes),
    );
  }
  if (kind === 'dvd-video' && !isRecordable(media)) {
    warnings.push('A DVD-Video may be scrambled (CSS); an image of it then stays scrambled.');
  }
  return warnings;
}

function tailOfRecordable(capBytes: number, fsBytes: number): string {
  return `The recordable disc holds ${capBytes} bytes, its file system only ${fsBytes}. What lies behind is mostly unused, or left from before; it is read only if the whole capacity is asked for.`;
}

function tailOfPressed(media: MediaType | null, capBytes: number, fsBytes: number): string {
  const what = media === 'image' ? 'image file' : 'disc';
  return `The ${what} has ${capBytes} bytes, its file system claims only ${fsBytes}: there may be data outside the file system, or what describes it is damaged. All of it is read, unless only the file system is asked for.`;
}
