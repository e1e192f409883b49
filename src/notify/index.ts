/** Telling people what happens: channels, messages that wait, what came of them. */
export { DriveEvents } from './from-drives.ts';
export { SpaceEvents } from './from-space.ts';
export type { LiveSource } from './mqtt/live-source.ts';
export { Notify } from './notify.ts';
