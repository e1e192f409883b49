/** The machine and what people set about disk2iso: settings, figures, programs, folders, the log. */
export { createLog, type Log, type LogOptions } from './log.ts';
export { Metrics } from './metrics.ts';
export { type SettingsCheck, SettingsRoom } from './settings-room.ts';
export { SystemRoom, type SystemRoomOptions } from './system-room.ts';
