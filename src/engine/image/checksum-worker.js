// @ts-check
// Plain JavaScript, like everything it imports: a thread that had to strip types would first load the WebAssembly that
// does it, once for each thread (docs/decisions/0005).
import { parentPort, workerData } from 'node:worker_threads';
import { followFile } from './follow-file.js';

// The entry of a worker thread: everything it does is followFile(), which is tested without a thread.
followFile(workerData, (report) => parentPort?.postMessage(report));
