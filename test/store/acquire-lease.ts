/** One of many that want the same drive: `acquire-lease.ts <database> <holder> <time in ms>`. Prints `won` or `lost`. */
import { setTimeout as sleep } from 'node:timers/promises';
import { openStore } from '../../src/store/index.ts';

const [path = '', holder = '', at = '0'] = process.argv.slice(2);
const store = openStore(path, { busyTimeoutMs: 30_000 });
await sleep(Number(at) - Date.now());
const lease = { subject: 'serial:one', holder, pid: process.pid, acquiredAt: new Date().toISOString() };
process.stdout.write(store.leases.acquire(lease) ? 'won' : 'lost');
store.close();
