/** The vocabulary of disk2iso. No I/O. */
export * from './cd.ts';
export * from './disc.ts';
export * from './drive.ts';
export * from './drive-profile.ts';
export * from './errors.ts';
export * from './image.ts';
export * from './job.ts';
export * from './reading.ts';
export { literals, nullable } from './schema.ts';
export * from './sector-ranges.ts';
