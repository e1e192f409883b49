/** Use cases on storage targets: where finished images are sent to, and what lies there. */
export { Targets } from './targets.ts';
