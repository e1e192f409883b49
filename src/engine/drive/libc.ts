import koffi, { type KoffiFunc } from 'koffi';

type IntCall = KoffiFunc<(fd: number, request: number, argument: number) => number>;
type BufferCall = KoffiFunc<(fd: number, request: number, argument: Buffer) => number>;
type Flock = KoffiFunc<(fd: number, operation: number) => number>;
type Libc = { readonly ioctlInt: IntCall; readonly ioctlBuffer: BufferCall; readonly flock: Flock };

let bound: Libc | null = null;

/** Binds on first use, so that importing this room loads no library. */
function libc(): Libc {
  if (bound !== null) return bound;
  const library = koffi.load('libc.so.6');
  // ioctl(2) is variadic; koffi calls only fixed prototypes asynchronously. On Linux's x86-64 and AArch64 ABIs
  // an integer or pointer argument is passed alike in both.
  bound = {
    ioctlInt: library.func('ioctl', 'int', ['int', 'unsigned long', 'long']),
    ioctlBuffer: library.func('ioctl', 'int', ['int', 'unsigned long', 'void *']),
    flock: library.func('flock', 'int', ['int', 'int']),
  };
  return bound;
}

/**
 * ioctl(2) on libuv's pool, so that a slow drive holds up one thread and not the program. A buffer is read and
 * written in place. Resolves to the call's result; -1 means failure, its errno stays in the pool's thread and is
 * unknown here.
 */
export function ioctl(fd: number, request: number, argument: number | Buffer): Promise<number> {
  const { ioctlInt, ioctlBuffer } = libc();
  return new Promise((resolve, reject) => {
    const done = (error: unknown, result: number) => (error ? reject(error) : resolve(result));
    if (typeof argument === 'number') ioctlInt.async(fd, request, argument, done);
    else ioctlBuffer.async(fd, request, argument, done);
  });
}

const LOCK_SH = 1;
const LOCK_EX = 2;
const LOCK_NB = 4;
const LOCK_UN = 8;

/**
 * flock(2) without waiting (sys/file.h). False if someone else's lock is in the way. The lock belongs to the open
 * file description: every process that inherits the descriptor holds it too.
 */
export function tryFlock(fd: number, kind: 'shared' | 'exclusive'): boolean {
  if (libc().flock(fd, (kind === 'shared' ? LOCK_SH : LOCK_EX) | LOCK_NB) === 0) return true;
  const errno = koffi.errno();
  if (errno === koffi.os.errno.EWOULDBLOCK || errno === koffi.os.errno.EAGAIN) return false;
  throw new Error(`flock failed with errno ${errno}`);
}

/** Drops the lock of an open file description, for every process that shares it. */
export function unlockFlock(fd: number): void {
  libc().flock(fd, LOCK_UN);
}

/** Memory address of a buffer's first byte; O_DIRECT wants aligned ones. */
export function addressOf(buffer: Buffer): bigint {
  return koffi.address(buffer);
}
