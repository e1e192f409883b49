import koffi, { type KoffiFunc } from 'koffi';

type IntCall = KoffiFunc<(fd: number, request: number, argument: number) => number>;
type BufferCall = KoffiFunc<(fd: number, request: number, argument: Buffer) => number>;
type Libc = { readonly ioctlInt: IntCall; readonly ioctlBuffer: BufferCall };

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

/** Memory address of a buffer's first byte; O_DIRECT wants aligned ones. */
export function addressOf(buffer: Buffer): bigint {
  return koffi.address(buffer);
}
