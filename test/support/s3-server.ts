import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { S3Setup } from '../../src/model/index.ts';

const program = fileURLToPath(new URL('../../node_modules/s3rver/bin/s3rver.js', import.meta.url));
const bucket = 'discs';

/** A server that speaks S3 in a process of its own, with a folder and a port that it keeps while it is down. */
export class S3Server {
  readonly folder: string;
  /** What it says of each request. */
  log = '';
  #port = 0;
  #child: ChildProcess | null = null;

  private constructor(folder: string) {
    this.folder = folder;
  }

  static async open(): Promise<S3Server> {
    const server = new S3Server(await mkdtemp(join(tmpdir(), 'disk2iso-s3-')));
    await server.start();
    return server;
  }

  get port(): number {
    return this.#port;
  }

  /** How often it has stored a whole object, or a part. */
  get stored(): { readonly objects: number; readonly parts: number } {
    return {
      objects: this.log.match(/Stored object/g)?.length ?? 0,
      parts: this.log.match(/Stored part/g)?.length ?? 0,
    };
  }

  async start(): Promise<void> {
    const where = ['-d', this.folder, '-a', '127.0.0.1', '-p', String(this.#port)];
    const child = spawn(
      process.execPath,
      [program, ...where, '--no-vhost-buckets', '--configure-bucket', bucket],
      { stdio: ['ignore', 'pipe', 'pipe'] },
    );
    this.#child = child;
    let said = '';
    const port = new Promise<number>((resolve, reject) => {
      child.once('exit', () => reject(new Error(`s3rver ended: ${said}`)));
      for (const stream of [child.stdout, child.stderr]) {
        stream.on('data', (chunk: Buffer) => {
          said += chunk;
          this.log += chunk;
          const [, number] = /listening on \S+:(\d+)/.exec(said) ?? [];
          if (number !== undefined) resolve(Number(number));
        });
      }
    });
    this.#port = await port;
  }

  /** Ends it as a power cut would. */
  async kill(): Promise<void> {
    const child = this.#child;
    this.#child = null;
    if (child === null) return;
    child.kill('SIGKILL');
    await once(child, 'close');
  }

  /** What it has under a key. Fails if there is nothing. */
  object(key: string): Promise<Buffer> {
    return readFile(join(this.folder, bucket, `${key}._S3rver_object`));
  }

  async remove(): Promise<void> {
    await this.kill();
    await rm(this.folder, { recursive: true, force: true });
  }
}

/** The line to a server: it counts, and can be cut. */
export class Wire {
  /** Bytes that went to the server. */
  sentBytes = 0;
  /** After so many bytes more it is cut, and stays so. */
  cutAfterBytes: number | null = null;
  readonly #sockets = new Set<Socket>();
  readonly #target: () => number;
  #server: Server | null = null;
  #port = 0;
  #isDown = false;

  constructor(target: () => number) {
    this.#target = target;
  }

  async open(): Promise<this> {
    const server = createServer((socket) => this.#pass(socket));
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    this.#port = typeof address === 'object' && address !== null ? address.port : 0;
    this.#server = server;
    return this;
  }

  get isDown(): boolean {
    return this.#isDown;
  }

  /** A target at its end. */
  setup(more: Partial<S3Setup> = {}): S3Setup {
    return {
      kind: 's3',
      endpoint: `http://127.0.0.1:${this.#port}`,
      region: 'us-east-1',
      bucket,
      prefix: 'images/',
      accessKeyId: 'S3RVER',
      pathStyle: true,
      ...more,
    };
  }

  cut(): void {
    this.#isDown = true;
    for (const socket of this.#sockets) socket.destroy();
  }

  mend(): void {
    this.#isDown = false;
    this.cutAfterBytes = null;
  }

  async close(): Promise<void> {
    this.cut();
    const server = this.#server;
    this.#server = null;
    if (server === null) return;
    server.close();
    await once(server, 'close');
  }

  #pass(socket: Socket): void {
    if (this.#isDown) {
      socket.destroy();
      return;
    }
    const beyond = connect(this.#target(), '127.0.0.1');
    for (const end of [socket, beyond]) {
      this.#sockets.add(end);
      // What becomes of a connection is seen at its other end.
      end.on('error', () => undefined);
      end.on('close', () => {
        this.#sockets.delete(end);
        socket.destroy();
        beyond.destroy();
      });
    }
    socket.on('data', (chunk: Buffer) => {
      this.sentBytes += chunk.length;
      if (this.cutAfterBytes === null) return;
      this.cutAfterBytes -= chunk.length;
      if (this.cutAfterBytes <= 0) this.cut();
    });
    socket.pipe(beyond);
    beyond.pipe(socket);
  }
}
