import koffi from 'koffi';

/** Tells the service manager how we are (sd_notify(3)); does nothing where there is none. */
export type ServiceManager = {
  ready(): void;
  stopping(): void;
  /** Begins to say that we live, as often as it wants to hear it. */
  startWatchdog(): void;
  stop(): void;
};

/** `NOTIFY_SOCKET` and `WATCHDOG_USEC` of the environment. */
export function serviceManagerOf(env: Readonly<Record<string, string | undefined>>): ServiceManager {
  const socketPath = env.NOTIFY_SOCKET ?? '';
  const watchdogMs = Number(env.WATCHDOG_USEC ?? 0) / 1000;
  let timer: NodeJS.Timeout | null = null;
  const tell = (state: string) => {
    if (socketPath !== '') sendDatagram(socketPath, state);
  };
  return {
    ready: () => tell(`READY=1\nMAINPID=${process.pid}`),
    stopping: () => tell('STOPPING=1'),
    startWatchdog: () => {
      if (watchdogMs <= 0 || timer !== null) return;
      // Half of what is granted, as sd_watchdog_enabled(3) recommends; from the event loop, so that a loop that
      // stands still is noticed.
      timer = setInterval(() => tell('WATCHDOG=1'), watchdogMs / 2);
      timer.unref();
    },
    stop: () => {
      if (timer !== null) clearInterval(timer);
      timer = null;
    },
  };
}

const AF_UNIX = 1;
const SOCK_DGRAM_CLOEXEC = 2 | 0o2000000;

/** unix(7): family in two bytes of the machine's order, then the path; `@` begins an abstract name, a NUL on the wire. */
function sendDatagram(path: string, text: string): void {
  const libc = koffi.load('libc.so.6');
  const socket = libc.func('socket', 'int', ['int', 'int', 'int']);
  const sendto = libc.func('sendto', 'long', ['int', 'void *', 'size_t', 'int', 'void *', 'uint32']);
  const close = libc.func('close', 'int', ['int']);
  const name = Buffer.from(path.startsWith('@') ? `\0${path.slice(1)}` : path);
  const address = Buffer.alloc(2 + name.length);
  address.writeUInt16LE(AF_UNIX, 0);
  name.copy(address, 2);
  const fd: number = socket(AF_UNIX, SOCK_DGRAM_CLOEXEC, 0);
  if (fd < 0) return; // No descriptors left: nothing that telling it could mend.
  const message = Buffer.from(text);
  sendto(fd, message, message.length, 0, address, address.length);
  close(fd);
}
