import { spawn } from 'node:child_process';

/** A runner that misbehaves, as its environment says (DISK2ISO_ODD_RUNNER). */
const how = process.env.DISK2ISO_ODD_RUNNER;
const tell = (message: unknown) => process.send?.(message);
const ready = { type: 'ready', pid: process.pid, startTicks: 1 };

process.on('message', () => {
  if (how === 'talks nonsense') tell({ type: 'ending', ending: { type: 'splendid' } });
  if (how === 'ends without a word') process.exit(0);
  if (how === 'crashes') throw new Error('something is broken');
});
// Killed, it is not gone for whoever started it, like a process that waits in the kernel: its pipes stay open.
if (how === 'leaves its pipes open') spawn('sleep', ['47.11'], { stdio: ['ignore', 'inherit', 'inherit'] });
if (how !== 'never ready') tell(ready);
if (how === 'stubborn') setInterval(() => tell({ type: 'heartbeat' }), 100);
setInterval(() => undefined, 1000);
