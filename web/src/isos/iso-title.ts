import type { Iso } from '../api/types.ts';
import { printable } from '../format/printable.ts';

/** What an image is called: by the label of its disc, else by its file. */
export function isoTitle({ discLabel, fileName }: Iso): string {
  return printable(discLabel === null || discLabel === '' ? fileName : discLabel);
}
