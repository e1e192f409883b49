/** The machine and what people set about disk2iso: settings, figures, programs, folders, the log. */
export { defaultSettings } from './default-settings.ts';
export { ErrorReports, placeOf as sentryPlaceOf } from './error-reports.ts';
export { createLog, type Log, pinoLevel } from './log.ts';
export { SystemRoom } from './system-room.ts';
