/** Use cases on finished images: list, look at and into, hand out, put into the trash and back. */
export { ZstdFile } from '#engine/index.ts';
export type { IsoFilter } from '#store/index.ts';
export { type ExportFormat, exportCatalogue, exportFormats } from './catalogue-export.ts';
export { importDat, lookUpDumps } from './dats/dats.ts';
export { holdImage, isImageHeld, letImageGo } from './image-lease.ts';
export type { InsideFile } from './inside.ts';
export { filesOfForm, filesToSend, isFolder, papersOf } from './iso-files.ts';
export { type IsoDownload, Library } from './library.ts';
export { addReports, emptyReport, takeImages } from './take-images.ts';
