import type { CatalogueEntry } from '#model/index.ts';
import type { Store, StoredIso } from '#store/index.ts';

/** Forms of the exported catalogue. */
export const exportFormats = ['json', 'csv'] as const;
export type ExportFormat = (typeof exportFormats)[number];

const batch = 200;

/** Columns of the CSV form, in order. */
const columns = [
  'filePath',
  'fileName',
  'title',
  'tags',
  'notes',
  'discKind',
  'discLabel',
  'sizeBytes',
  'md5',
  'sha1',
  'sha256',
  'crc32',
  'isComplete',
  'badBytes',
  'createdAt',
  'verifiedAt',
  'verdict',
  'verifications',
  'isPresent',
  'knownGoodDat',
  'knownGoodTitle',
] as const satisfies readonly (keyof CatalogueEntry)[];

/**
 * The catalogue as text, image by image in the order of their paths, those in the trash left out: the same for a database that
 * was made anew from the files. CSV is that of RFC 4180; a text that a spreadsheet would run as a formula gets an apostrophe
 * before it. `bom`: begin with a byte order mark, by which old spreadsheets know UTF-8.
 */
export function* exportCatalogue(
  store: Store,
  format: ExportFormat,
  { bom = false }: { readonly bom?: boolean } = {},
): Generator<string> {
  if (bom) yield '\u{FEFF}';
  yield format === 'csv' ? `${columns.join(',')}\r\n` : '[';
  let isFirst = true;
  for (let last = ''; ; ) {
    const images = store.isos.byPathAfter(last, batch);
    if (images.length === 0) break;
    last = images.at(-1)?.filePath ?? last;
    let text = '';
    for (const iso of images) {
      const entry = entryOf(store, iso);
      text +=
        format === 'csv'
          ? `${columns.map((column) => cell(entry[column])).join(',')}\r\n`
          : `${isFirst ? '\n' : ',\n'}${JSON.stringify(entry)}`;
      isFirst = false;
    }
    yield text;
  }
  if (format === 'json') yield '\n]\n';
}

function entryOf(store: Store, iso: StoredIso): CatalogueEntry {
  const { filePath, fileName, title, tags, notes, discKind, discLabel, sizeBytes, md5, sha1, sha256, crc32 } =
    iso;
  const { isComplete, badBytes, createdAt, verifiedAt, verdict, isPresent, knownGood } = iso;
  return {
    ...{ filePath, fileName, title, tags: [...tags].sort(), notes, discKind, discLabel, sizeBytes },
    ...{ md5, sha1, sha256, crc32, isComplete, badBytes, createdAt, verifiedAt, verdict },
    verifications: store.isos.countVerifications(iso.id),
    isPresent,
    knownGoodDat: knownGood?.dat ?? null,
    knownGoodTitle: knownGood?.title ?? null,
  };
}

/** A cell as a spreadsheet takes it, without ever running it (OWASP, "CSV injection"). */
function cell(value: CatalogueEntry[keyof CatalogueEntry]): string {
  if (value === null) return '';
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  const text = typeof value === 'string' ? value : value.join('; ');
  const safe = /^[\s]*[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n;]/.test(safe) || safe !== text ? `"${safe.replaceAll('"', '""')}"` : safe;
}
