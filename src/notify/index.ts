/** Telling people what happens: channels, messages that wait, what came of them. */
export { DriveEvents } from './from-drives.ts';
export { Notify } from './notify.ts';
