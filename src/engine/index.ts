/** Disc to image, as a library: drives, discs, reading, images. No HTTP, no SQL. */
export { parseMusicTags } from './audio/index.ts';
export * from './disc/index.ts';
export * from './drive/index.ts';
export * from './exec/index.ts';
export { acquireLockFile, type FileLock, resolveBelow, writeFileAtomic } from './files/index.ts';
export * from './fs/index.ts';
export * from './image/index.ts';
export { BlockMap, cellsOfMap, parseMapfile } from './read/index.ts';
export * from './rip/index.ts';
