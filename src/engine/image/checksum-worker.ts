import { parentPort, workerData } from 'node:worker_threads';
import { followFile } from './follow-file.ts';

// The entry of a worker thread: everything it does is followFile(), which is tested without a thread.
followFile(workerData, (report) => parentPort?.postMessage(report));
