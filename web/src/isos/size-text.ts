import type { TFunction } from 'i18next';
import type { Iso } from '../api/types.ts';
import type { useFormat } from '../format/use-format.ts';

/** How large an image is, and what it takes where it is compressed. */
export function sizeText(
  { sizeBytes, storedBytes }: Pick<Iso, 'sizeBytes' | 'storedBytes'>,
  { t, format }: { t: TFunction; format: ReturnType<typeof useFormat> },
): string {
  const size = format.bytes(sizeBytes);
  return storedBytes === null ? size : t('archive.stored', { size, stored: format.bytes(storedBytes) });
}
