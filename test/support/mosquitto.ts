import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import mqtt, { type MqttClient } from 'mqtt';

type BrokerUser = { readonly name: string; readonly password: string };

/** Debian's broker, with a folder and a port of its own that it keeps while it is down. It remembers nothing over a restart. */
export class Mosquitto {
  readonly port: number;
  readonly #folder: string;
  readonly #user: BrokerUser | null;
  #process: ChildProcess | null = null;

  private constructor(folder: string, port: number, user: BrokerUser | null) {
    this.#folder = folder;
    this.port = port;
    this.#user = user;
  }

  static async open(user: BrokerUser | null = null): Promise<Mosquitto> {
    const folder = await mkdtemp(join(tmpdir(), 'disk2iso-mosquitto-'));
    const broker = new Mosquitto(folder, await freePort(), user);
    const passwords = join(folder, 'passwords');
    if (user !== null) {
      await promisify(execFile)('mosquitto_passwd', ['-b', '-c', passwords, user.name, user.password]);
    }
    const lines = [
      `listener ${broker.port} 127.0.0.1`,
      ...(user === null ? ['allow_anonymous true'] : ['allow_anonymous false', `password_file ${passwords}`]),
      // It would become the user mosquitto, who may not read the folder.
      'user root',
      'persistence false',
      'log_dest stderr',
    ];
    await writeFile(join(folder, 'mosquitto.conf'), `${lines.join('\n')}\n`);
    await broker.start();
    return broker;
  }

  get url(): string {
    return `mqtt://127.0.0.1:${this.port}`;
  }

  async start(): Promise<void> {
    const child = spawn('mosquitto', ['-c', join(this.#folder, 'mosquitto.conf')], {
      stdio: ['ignore', 'ignore', 'pipe'],
      env: { ...process.env, PATH: `${process.env.PATH}:/usr/sbin` },
    });
    this.#process = child;
    let said = '';
    await new Promise<void>((resolve, reject) => {
      child.once('error', reject);
      child.once('exit', () => reject(new Error(`mosquitto ended: ${said}`)));
      child.stderr?.on('data', (chunk) => {
        said += String(chunk);
        if (said.includes('running')) resolve();
      });
    });
  }

  async stop(): Promise<void> {
    const child = this.#process;
    this.#process = null;
    if (child === null) return;
    child.removeAllListeners('exit');
    const ended = once(child, 'exit');
    child.kill('SIGKILL');
    await ended;
  }

  async remove(): Promise<void> {
    await this.stop();
    await rm(this.#folder, { recursive: true, force: true });
  }

  /** Somebody who listens to everything, and comes back after the broker was away. */
  async listen(): Promise<Listener> {
    const user = this.#user === null ? {} : { username: this.#user.name, password: this.#user.password };
    const client = await mqtt.connectAsync(this.url, { ...user, reconnectPeriod: 50 });
    const listener = new Listener(client);
    await client.subscribeAsync('#', { qos: 1 });
    return listener;
  }
}

/** What came, and what is retained as far as it was seen. */
export class Listener {
  readonly heard: { readonly topic: string; readonly payload: string }[] = [];
  readonly latest = new Map<string, string>();
  readonly #client: MqttClient;

  constructor(client: MqttClient) {
    this.#client = client;
    client.on('message', (topic, payload) => {
      this.heard.push({ topic, payload: payload.toString() });
      if (payload.length === 0) this.latest.delete(topic);
      else this.latest.set(topic, payload.toString());
    });
  }

  /** JSON of what came last at a topic. */
  // biome-ignore lint/suspicious/noExplicitAny: whatever was published; the test says what it should be.
  json(topic: string): any {
    const text = this.latest.get(topic);
    return text === undefined ? null : JSON.parse(text);
  }

  publish(topic: string, payload: string): Promise<unknown> {
    return this.#client.publishAsync(topic, payload, { retain: true, qos: 1 });
  }

  async end(): Promise<void> {
    await this.#client.endAsync(true);
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  server.close();
  await once(server, 'close');
  return port;
}
