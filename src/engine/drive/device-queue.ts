import { AppError } from '#model/index.ts';

/** Calls to one device: one at a time, the others wait. */
type Line = { last: Promise<void>; users: number; isHung: boolean; hung: PromiseWithResolvers<void> };

/**
 * Holds only devices with calls outstanding. It is one for the process because what it protects is: libuv's thread
 * pool, of which a device that does not answer may block one thread and no more.
 */
const lines = new Map<string, Line>();

/** Time limit of a device operation, and what becomes of a result that comes after it. */
export type DeviceCallOptions<T> = {
  readonly timeoutMs: number;
  /** Frees what a late success holds; its caller is gone. */
  readonly discard?: (late: T) => void;
};

/**
 * Runs one operation on a device, never two at once on the same. If it takes longer than `timeoutMs` (counted from
 * its turn), it and everyone waiting get `DRIVE_HUNG`, and so does every later caller until the operation does end:
 * then the device is usable again.
 */
export async function onDevice<T>(
  devicePath: string,
  options: DeviceCallOptions<T>,
  operation: () => Promise<T>,
): Promise<T> {
  const line = lines.get(devicePath) ?? newLine(devicePath);
  if (line.isHung) throw hungError(devicePath);
  const before = line.last;
  const ended = Promise.withResolvers<void>();
  line.last = ended.promise;
  line.users += 1;
  const leave = () => {
    line.users -= 1;
    if (line.users === 0) lines.delete(devicePath);
    ended.resolve();
  };

  await Promise.race([before, line.hung.promise]);
  if (line.isHung) {
    void before.then(leave);
    throw hungError(devicePath);
  }

  let isLate = false;
  const running = operation();
  const cleanUp = running.then(
    (value) => {
      if (isLate) options.discard?.(value);
    },
    () => undefined, // The caller sees the error through `running`; a late one has no reader.
  );
  void cleanUp.then(() => {
    if (isLate) {
      line.isHung = false;
      line.hung = Promise.withResolvers();
    }
    leave();
  });

  const timeUp = Promise.withResolvers<'time is up'>();
  const timer = setTimeout(() => timeUp.resolve('time is up'), options.timeoutMs);
  try {
    const first = await Promise.race([running.then((value) => ({ value })), timeUp.promise]);
    if (first !== 'time is up') return first.value;
  } finally {
    clearTimeout(timer);
  }
  isLate = true;
  line.isHung = true;
  line.hung.resolve();
  throw hungError(devicePath);
}

function newLine(devicePath: string): Line {
  const line = { last: Promise.resolve(), users: 0, isHung: false, hung: Promise.withResolvers<void>() };
  lines.set(devicePath, line);
  return line;
}

function hungError(devicePath: string): AppError {
  return new AppError('DRIVE_HUNG', `The drive ${devicePath} does not answer.`, { details: { devicePath } });
}
