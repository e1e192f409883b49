import type { DriveView } from '../api/types.ts';
import { printable } from '../format/printable.ts';

/** What a drive is called: the name that a person gave it, else its make, else its device. */
export function driveName({ profile, info }: DriveView): string {
  const make = [info.vendor, info.model].filter((part) => part !== null && part !== '').join(' ');
  return printable(profile.name ?? (info.kind === 'optical' && make !== '' ? make : info.id));
}
