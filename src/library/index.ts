/** Use cases on finished images: list, look at, hand out, put into the trash and back. */
export { type IsoDownload, Library } from './library.ts';
