import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { isAppError } from '../../src/model/index.ts';

const run = promisify(execFile);

/** A temporary folder with sheets and the files that they name. */
export class SheetFolder {
  readonly path: string;

  private constructor(path: string) {
    this.path = path;
  }

  static async make(): Promise<SheetFolder> {
    return new SheetFolder(await mkdtemp(join(tmpdir(), 'sheet-')));
  }

  at(name: string): string {
    return join(this.path, name);
  }

  async put(name: string, content: Buffer | string): Promise<string> {
    await writeFile(this.at(name), content);
    return this.at(name);
  }

  /** A folder inside, which is empty. */
  async makeFolder(name: string): Promise<string> {
    await mkdir(this.at(name), { recursive: true });
    return this.at(name);
  }

  /** A FLAC file of these samples, made by flac. */
  async putFlac(name: string, samples: Buffer): Promise<string> {
    const raw = await this.put(`${name}.raw`, samples);
    const format = ['--endian=little', '--sign=signed', '--channels=2', '--bps=16', '--sample-rate=44100'];
    await run('flac', ['--silent', '--force', '--force-raw-format', ...format, '-o', this.at(name), raw]);
    await rm(raw);
    return this.at(name);
  }

  async remove(): Promise<void> {
    await rm(this.path, { recursive: true });
  }
}

/** Samples in the other byte order. */
export function swapped(samples: Buffer): Buffer {
  return Buffer.from(samples).swap16();
}

/** What a promise is rejected with, as `CODE message`; `no error` if it is not. */
export async function complaintOf(work: Promise<unknown>): Promise<string> {
  try {
    await work;
  } catch (error) {
    if (isAppError(error)) return `${error.code} ${error.message}`;
    throw error;
  }
  return 'no error';
}
