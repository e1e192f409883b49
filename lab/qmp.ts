import { connect, type Socket } from 'node:net';
import { createInterface } from 'node:readline';

type Waiter = { readonly resolve: (value: unknown) => void; readonly reject: (error: Error) => void };

const answerTimeoutMs = 60_000;

/**
 * QEMU's machine protocol (docs/interop/qmp-spec in QEMU's manual): one JSON object a line, commands answered in order,
 * events in between.
 */
export class Qmp {
  readonly #socket: Socket;
  readonly #waiters: Waiter[] = [];
  readonly #greeting: Promise<void>;

  private constructor(socket: Socket) {
    this.#socket = socket;
    const { promise, resolve: greet } = Promise.withResolvers<void>();
    this.#greeting = promise;
    createInterface({ input: socket }).on('line', (line) => {
      const message = JSON.parse(line) as Record<string, unknown>;
      if ('QMP' in message) return greet();
      if ('event' in message) return;
      const waiter = this.#waiters.shift();
      if (waiter === undefined) return;
      if ('error' in message) {
        const { desc } = message.error as { desc: string };
        waiter.reject(new Error(`QEMU: ${desc}`));
      } else waiter.resolve(message.return);
    });
    socket.on('error', (error) => this.#fail(error));
    socket.on('close', () => this.#fail(new Error('QEMU has closed its control socket')));
  }

  /** Error: as `net.connect` gives them, while nobody listens there yet. */
  static async open(path: string): Promise<Qmp> {
    const socket = connect(path);
    await new Promise<void>((resolve, reject) => {
      socket.once('connect', resolve);
      socket.once('error', reject);
    });
    const qmp = new Qmp(socket);
    await qmp.#greeting;
    await qmp.run('qmp_capabilities');
    return qmp;
  }

  /** Runs one command; rejects with QEMU's words. */
  run(command: string, args: Readonly<Record<string, unknown>> = {}): Promise<unknown> {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error(`QEMU does not answer ${command}`)), answerTimeoutMs);
      this.#waiters.push({
        resolve: (value) => {
          clearTimeout(timer);
          resolve(value);
        },
        reject: (error) => {
          clearTimeout(timer);
          reject(new Error(`${error.message} (${command})`));
        },
      });
      this.#socket.write(`${JSON.stringify({ execute: command, arguments: args })}\n`);
    });
  }

  /** Runs one command that may be refused, because what it is to undo may not be there. */
  async tryRun(command: string, args: Readonly<Record<string, unknown>> = {}): Promise<boolean> {
    try {
      await this.run(command, args);
      return true;
    } catch (error) {
      if (error instanceof Error && error.message.startsWith('QEMU: ')) return false;
      throw error;
    }
  }

  close(): void {
    this.#socket.destroy();
  }

  #fail(error: Error): void {
    for (const waiter of this.#waiters.splice(0)) waiter.reject(error);
  }
}
