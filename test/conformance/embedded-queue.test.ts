import { createEmbeddedQueue } from '../../src/queue/index.ts';
import { describeJobQueue } from './job-queue.ts';

describeJobQueue('embedded', async (store, worker, slots) =>
  createEmbeddedQueue({ store, worker, slots, retryMs: 100 }),
);
