import { setTimeout as sleep } from 'node:timers/promises';
import { isAppError } from '#model/index.ts';
import { exec } from '../exec/index.ts';
import { type Properties, parseProperties } from './drive-facts.ts';

/** One event of `udevadm monitor`: `kernel` as it happens, `udev` again once the rules have run. */
export type UdevEvent = { readonly source: 'kernel' | 'udev'; readonly properties: Properties };

/** A paragraph longer than this is no event: what came so far is dropped. */
const maxParagraphChars = 256 * 1024;

/**
 * Understands the output of `udevadm monitor --property`, fed in pieces cut anywhere: paragraphs that begin with
 * `KERNEL[time]` or `UDEV  [time]` and end with an empty line.
 */
export function createUdevMonitorParser(onEvent: (event: UdevEvent) => void): (chunk: Buffer) => void {
  let rest = '';
  const decoder = new TextDecoder();
  return (chunk) => {
    rest += decoder.decode(chunk, { stream: true });
    const paragraphs = rest.split('\n\n');
    rest = (paragraphs.pop() ?? '').slice(-maxParagraphChars);
    for (const paragraph of paragraphs) {
      const head = /^(KERNEL|UDEV) *\[\d+\.\d+\] /m.exec(paragraph);
      if (head === null) continue;
      onEvent({ source: head[1] === 'KERNEL' ? 'kernel' : 'udev', properties: parseProperties(paragraph) });
    }
  };
}

/** The optical drive an event is about (`sr0`), `null` for other devices. */
export function driveOfEvent(event: UdevEvent): string | null {
  if (event.properties.get('SUBSYSTEM') !== 'block') return null;
  return /^\/dev\/(sr\d+)$/.exec(event.properties.get('DEVNAME') ?? '')?.[1] ?? null;
}

/** How the monitor is run. */
export type MonitorOptions = {
  readonly signal: AbortSignal;
  /** Pause before it is started again after it ended. */
  readonly restartMs: number;
  /** Name or absolute path of udevadm. */
  readonly program?: string;
};

/**
 * Listens to udev and the kernel until aborted; then no process of it is left. Where there is no udevadm, or it
 * dies, it is tried again from time to time: its events are a bonus.
 */
export async function runUdevMonitor(
  options: MonitorOptions,
  onEvent: (event: UdevEvent) => void,
): Promise<void> {
  const { signal, restartMs, program = 'udevadm' } = options;
  const args = ['monitor', '--kernel', '--udev', '--property', '--subsystem-match=block'];
  while (!signal.aborted) {
    try {
      await exec(program, args, { signal, tailBytes: 4096, onStdout: createUdevMonitorParser(onEvent) });
    } catch (error) {
      if (!isAppError(error, 'TOOL_MISSING')) throw error;
    }
    try {
      await sleep(restartMs, undefined, { signal });
    } catch {
      return; // Aborted while waiting.
    }
  }
}
