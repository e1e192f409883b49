/** The server put together: configuration, start, stop. Only the command line starts it. */
export { type BackupTool, type MadeBackup, openBackupTool } from './backup-tool.ts';
export { type Config, readConfig } from './config.ts';
export { type LibraryTool, openLibraryTool } from './library-tool.ts';
export { type RunningServer, startServer } from './serve.ts';
export { openUserTool, type UserTool } from './user-tool.ts';
