/** Reading a medium into the image file of a working folder: readers, ddrescue's output and maps. */
export { BlockMap } from './block-map.ts';
export type { ReadEvent, ReaderProgress, ReadTask, WorkFiles } from './disc-reader.ts';
export { MapKeeper } from './map-keeper.ts';
export { parseMapfile } from './mapfile.ts';
export { RateMeter } from './rate-meter.ts';
export { chooseReader } from './readers.ts';
export { repeat } from './repeat.ts';
export { readAgainAndCompare } from './second-read.ts';
