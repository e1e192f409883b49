import { readFile } from 'node:fs/promises';
import type { Job, WorkerReport } from '#model/index.ts';

/** What is known of the process that works on a job. */
export async function reportWorker(job: Job, pid: number): Promise<WorkerReport> {
  const { uuid: jobUuid, device, phase, startedAt } = job;
  return { jobUuid, pid, device, phase, startedAt, memoryBytes: await residentBytes(pid) };
}

/** Memory of a process (proc_pid_status(5), VmRSS); `null` if it is gone. */
async function residentBytes(pid: number): Promise<number | null> {
  try {
    const kilobytes = /^VmRSS:\s+(\d+) kB$/m.exec(await readFile(`/proc/${pid}/status`, 'utf8'))?.[1];
    return kilobytes === undefined ? null : Number(kilobytes) * 1024;
  } catch {
    return null; // It has just ended.
  }
}
