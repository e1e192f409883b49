/** Running external programs: argument arrays, drained pipes, cancel, a kill ladder, no orphans. */
export { type ExecOptions, type ExecResult, exec } from './exec.ts';
export { findProgram, lookUpProgram } from './find-program.ts';
export { defaultKillLadder, type KillStep } from './kill-ladder.ts';
export { programVersion } from './program-version.ts';
