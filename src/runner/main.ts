/** The process of one task. Talks to the server by IPC alone, and never outlives it for long. */
import { readFileSync } from 'node:fs';
import { Value } from 'typebox/value';
import { type FromRunner, type RunnerEnding, ToRunner } from './messages.ts';
import { runTask } from './run-task.ts';

const heartbeatMs = 1000;
/** How long reading may take to stop when the server is gone. */
const orphanLimitMs = 15_000;

const stop = new AbortController();
let setMedium: ((path: string | null) => Promise<void>) | null = null;
let hasTask = false;

// A terminal sends its signals to the whole process group: the server decides what becomes of them.
process.on('SIGINT', () => undefined);
process.on('SIGTERM', () => stop.abort());
process.on('uncaughtException', (error) => void end(failure(error)));
process.on('disconnect', () => {
  stop.abort();
  setTimeout(() => process.exit(1), orphanLimitMs).unref();
  if (!hasTask) process.exit(0);
});
process.on('message', (message) => {
  if (!Value.Check(ToRunner, message)) throw new Error('The server sent a message that is none.');
  if (message.type === 'stop') stop.abort();
  else if (message.type === 'medium')
    void setMedium?.(message.path).catch(() => undefined); // Then the slot is as it was.
  else if (!hasTask) {
    hasTask = true;
    const context = {
      signal: stop.signal,
      send: (event: Extract<FromRunner, { type: 'event' }>['event']) => tell({ type: 'event', event }),
      onDrive: (set: (path: string | null) => Promise<void>) => {
        setMedium = set;
      },
    };
    runTask(message.task, context).then(end, (error: unknown) => end(failure(error)));
  }
});
setInterval(() => tell({ type: 'heartbeat' }), heartbeatMs);
tell({ type: 'ready', pid: process.pid, startTicks: ownStartTicks() });

function tell(message: FromRunner): void {
  if (process.connected) process.send?.(message, () => undefined); // Whether the server is gone tells 'disconnect'.
}

/** Says how it ended, and ends when that is on its way. */
async function end(ending: RunnerEnding): Promise<void> {
  if (process.connected) {
    await new Promise<void>((resolve) => {
      process.send?.({ type: 'ending', ending } satisfies FromRunner, () => resolve());
    });
  }
  process.exit(0);
}

function failure(error: unknown): RunnerEnding {
  const message = error instanceof Error ? error.message : String(error);
  const stack = error instanceof Error ? (error.stack ?? null) : null;
  return { type: 'failed', failure: { code: 'INTERNAL', message, details: { stack } } };
}

function ownStartTicks(): number {
  const stat = readFileSync('/proc/self/stat', 'utf8');
  return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19]);
}
