/** Use cases on finished images: list, look at and into, hand out, put into the trash and back. */
export type { InsideFile } from './inside.ts';
export { type IsoDownload, Library } from './library.ts';
