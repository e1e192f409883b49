/** When which job runs. */
export { createEmbeddedQueue } from './embedded.ts';
export type { JobQueue, JobWorker } from './job-queue.ts';
