import koffi, { type KoffiFunc } from 'koffi';

type Flock = KoffiFunc<(fd: number, operation: number) => number>;

let bound: Flock | null = null;

/** Binds on first use, so that importing this room loads no library. */
function flock(): Flock {
  bound ??= koffi.load('libc.so.6').func('flock', 'int', ['int', 'int']);
  return bound;
}

const LOCK_SH = 1;
const LOCK_EX = 2;
const LOCK_NB = 4;
const LOCK_UN = 8;

/** What became of a try: ours, somebody else's, or a file that knows no locks (of this kind, opened this way). */
export type FlockOutcome = 'locked' | 'taken' | 'unsupported';

/** `tryFlock`, replaceable so that a file system without locks can be tried anywhere. */
export type FlockCall = (fd: number, kind: 'shared' | 'exclusive') => FlockOutcome;

/**
 * flock(2) without waiting (sys/file.h). The lock belongs to the open file description: every process that inherits
 * the descriptor holds it too. Throws what no lock explains.
 */
export const tryFlock: FlockCall = (fd, kind) => {
  if (flock()(fd, (kind === 'shared' ? LOCK_SH : LOCK_EX) | LOCK_NB) === 0) return 'locked';
  const { errno } = koffi.os;
  const failure = koffi.errno();
  switch (failure) {
    case errno.EAGAIN:
    // Where a network file system turns flock into record locks, a taken one may be refused so (fcntl(2), F_SETLK).
    case errno.EACCES:
      return 'taken';
    // NFS: an exclusive lock wants a descriptor that is open for writing (flock(2), "NFS details").
    case errno.EBADF:
    case errno.ENOLCK:
    case errno.EOPNOTSUPP:
    case errno.ENOTSUP:
    case errno.ENOSYS:
      return 'unsupported';
    default:
      throw new Error(`flock failed with errno ${failure}`);
  }
};

/** Drops the lock of an open file description, for every process that shares it. */
export function unlockFlock(fd: number): void {
  flock()(fd, LOCK_UN);
}
