import { isSafeToLose } from '#store/index.ts';

/** Does something whose loss nobody would notice: while another program holds the database it is left out. */
export function passOver(work: () => void): void {
  try {
    work();
  } catch (error) {
    if (!isSafeToLose(error)) throw error;
  }
}
