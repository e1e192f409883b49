/** Use cases on jobs: create, steer, recover, read discs by themselves, forget. */
export type { JobSettings } from './job-context.ts';
export type { JobNotice, LiveJob } from './job-notices.ts';
export {
  type BulkAction,
  type BulkOutcome,
  bulkActions,
  type GoOn,
  type JobPatch,
  type NewReadJob,
} from './job-orders.ts';
export { JobRoom, type JobRoomOptions } from './job-room.ts';
export { Jobs } from './jobs.ts';
export { drawStateTable, type JobAction, jobActions, jobStateTable, nextStatus } from './state-table.ts';
