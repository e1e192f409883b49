import type { InsideEntry } from '#model/index.ts';

/** How a browser can show a file, and as what it is sent. */
export type Preview = {
  readonly kind: NonNullable<InsideEntry['preview']>;
  readonly mediaType: string;
};

/** Whatever is not in the table: bytes, which no browser shows or runs. */
export const unknownMediaType = 'application/octet-stream';

const picture = (type: string) => ({ kind: 'picture', mediaType: `image/${type}` }) as const;
const audio = (type: string) => ({ kind: 'audio', mediaType: `audio/${type}` }) as const;
const video = (type: string) => ({ kind: 'video', mediaType: `video/${type}` }) as const;

/**
 * All that is ever sent under a type of its own: pictures, sound and films that browsers decode and that cannot hold scripts.
 * No SVG, HTML, XML or PDF: they are programs as much as documents.
 */
const previews: ReadonlyMap<string, Preview> = new Map<string, Preview>([
  ['avif', picture('avif')],
  ['bmp', picture('bmp')],
  ['gif', picture('gif')],
  ['ico', picture('x-icon')],
  ['jpe', picture('jpeg')],
  ['jpeg', picture('jpeg')],
  ['jpg', picture('jpeg')],
  ['png', picture('png')],
  ['webp', picture('webp')],
  ['aac', audio('aac')],
  ['flac', audio('flac')],
  ['m4a', audio('mp4')],
  ['mp3', audio('mpeg')],
  ['oga', audio('ogg')],
  ['ogg', audio('ogg')],
  ['opus', audio('ogg')],
  ['wav', audio('wav')],
  ['m4v', video('mp4')],
  ['mov', video('quicktime')],
  ['mp4', video('mp4')],
  ['ogv', video('ogg')],
  ['webm', video('webm')],
]);

/** What a file may be shown as, by the ending of its name: nothing that it says of itself. `null`: as text or bytes only. */
export function previewOf(fileName: string): Preview | null {
  const ending = /\.([a-z0-9]{2,4})(?:;\d+)?$/i.exec(fileName)?.[1];
  return ending === undefined ? null : (previews.get(ending.toLowerCase()) ?? null);
}
