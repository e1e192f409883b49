import { connect } from 'node:net';
import type { Config } from '../../src/app/index.ts';
import type { Role } from '../../src/model/index.ts';
import { type Answer, ServerLab } from './server-lab.ts';

export const password = 'correct horse battery';

/** Somebody in front of a browser: keeps the cookie, says where each change comes from. */
export class Person {
  readonly #lab: ServerLab;
  readonly name: string;
  cookie = '';
  /** What else the browser keeps: that it is known. */
  mark = '';

  constructor(lab: ServerLab, name: string) {
    this.#lab = lab;
    this.name = name;
  }

  async call(method: string, path: string, body?: unknown, headers: object = {}): Promise<Answer> {
    const answer = await this.#lab.call(method, path, body, { ...this.headers, ...headers });
    for (const line of answer.headers.getSetCookie()) {
      const [given = ''] = line.split(';');
      if (given.startsWith('disk2iso-known=')) this.mark = given;
      else this.cookie = given;
    }
    return answer;
  }

  get headers(): Record<string, string> {
    return { origin: this.#lab.url, ...this.#cookies };
  }

  get #cookies(): { cookie?: string } {
    const cookie = [this.cookie, this.mark].filter((part) => part !== '').join('; ');
    return cookie === '' ? {} : { cookie };
  }

  get(path: string): Promise<Answer> {
    return this.call('GET', path);
  }

  post(path: string, body?: unknown): Promise<Answer> {
    return this.call('POST', path, body);
  }

  logIn(extra: object = {}): Promise<Answer> {
    return this.post('/api/auth/login', { name: this.name, password, ...extra });
  }
}

/** A server with log-in, and an administrator in it. */
export async function openUserLab(flags: Partial<Config> = {}): Promise<{ lab: ServerLab; admin: Person }> {
  const lab = await ServerLab.open({ auth: 'users', ...flags });
  const admin = new Person(lab, 'root');
  const answer = await admin.post('/api/auth/setup', { token: lab.setupToken, name: 'root', password });
  if (answer.status !== 201) throw new Error(answer.text);
  return { lab, admin };
}

/** Adds somebody, logged in. */
export async function addPerson(lab: ServerLab, admin: Person, name: string, role: Role): Promise<Person> {
  const made = await admin.post('/api/users', { name, role, password });
  if (made.status !== 201) throw new Error(made.text);
  const person = new Person(lab, name);
  const answer = await person.logIn();
  if (answer.status !== 200) throw new Error(answer.text);
  return person;
}

/** The number of somebody. */
export async function idOf(admin: Person, name: string): Promise<number> {
  const { json } = await admin.get('/api/users');
  return json.items.find((user: { name: string }) => user.name === name).id;
}

/** An answer that goes on: what came of it so far, and when it was over. */
export type LongAnswer = {
  readonly isClosed: () => boolean;
  readonly status: string;
  text(): string;
  readonly isOver: Promise<void>;
  close(): void;
};

/** Sends a GET and leaves the connection open. Resolves at the first bytes. */
export function openLong(lab: ServerLab, path: string, headers: Record<string, string>): Promise<LongAnswer> {
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  let text = '';
  return new Promise((resolve, reject) => {
    const socket = connect(Number(new URL(lab.url).port), '127.0.0.1', () =>
      socket.write(`GET ${path} HTTP/1.1\r\nHost: localhost\r\n${lines.join('')}\r\n`),
    );
    const isOver = new Promise<void>((end) => socket.once('close', () => end()));
    socket.on('error', () => undefined);
    socket.on('data', (chunk) => {
      text += chunk.toString('latin1');
      const status = /^HTTP\/1\.1 (\d+)/.exec(text)?.[1] ?? '';
      resolve({
        isClosed: () => socket.destroyed || socket.readyState !== 'open',
        status,
        text: () => text,
        isOver,
        close: () => socket.destroy(),
      });
    });
    socket.once('close', () => reject(new Error('closed without an answer')));
  });
}
