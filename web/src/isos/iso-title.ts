import type { Iso } from '../api/types.ts';
import { printable } from '../format/printable.ts';

/** What an image is called: as people say, else by the label of its disc, else by its file. */
export function isoTitle({ title, discLabel, fileName }: Iso): string {
  return printable(title ?? (discLabel === null || discLabel === '' ? fileName : discLabel));
}
