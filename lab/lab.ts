import assert from 'node:assert/strict';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { JobDetail, SectorRange } from '../src/model/index.ts';
import { type Disc, DiscMaker, sectorBytes, sumOf } from './discs.ts';
import { Machine, type MachineFiles, type MachineWish } from './machine.ts';
import { compileCache, projectPath } from './project-image.ts';
import { runProgram } from './run-program.ts';
import { Server, type ServerWish } from './server.ts';
import { until } from './wait.ts';

/** One thing that a person does with discs, and what must come of it. */
export type Scenario = {
  /** Begins with the number of its group in docs/hardware.md. */
  readonly name: string;
  /** Whether it is one of the few of `--selection`. */
  readonly isSelected?: boolean;
  /** What its guest is like, where it is not as usual. */
  readonly guest?: Partial<MachineWish>;
  /** It fails if it takes longer. */
  readonly minutes?: number;
  readonly run: (lab: Lab) => Promise<void>;
};

export const usualGuest: MachineWish = { udev: true, drives: 3 };

/** What a scenario works with: a guest, discs, and a server of its own. */
export class Lab {
  readonly discs: DiscMaker;
  readonly #files: MachineFiles;
  readonly #folder: string;
  readonly #cache: string;
  #machine: Machine | null = null;
  #wish: MachineWish = usualGuest;
  #server: Server | null = null;
  #isShared = false;
  #usb = new Set<string>();
  #servers = 0;
  #isKept = false;
  #isCompiled = false;
  #say: (line: string) => void = () => undefined;

  /** `cache`: folder of this machine that keeps what Node has compiled in the guest. */
  constructor(folder: string, { files, cache }: { files: MachineFiles; cache: string }) {
    this.#folder = folder;
    this.#files = files;
    this.#cache = cache;
    this.discs = new DiscMaker(folder);
  }

  /** Who hears what is done. */
  listen(say: (line: string) => void): void {
    this.#say = say;
  }

  /** One line of the transcript. */
  say(line: string): void {
    this.#say(line);
  }

  get machine(): Machine {
    if (this.#machine === null) throw new Error('the guest is off');
    return this.#machine;
  }

  /** A guest of that kind with empty drives and nothing running; boots one if the one that runs is of another. */
  async prepare(wish: MachineWish): Promise<void> {
    if (this.#machine !== null && this.#wish.udev === wish.udev && this.#wish.drives === wish.drives) {
      if (!this.#isShared) await this.stopServer();
      for (const name of this.#usb) await this.unplugUsb(name);
      for (let tray = 0; tray < wish.drives; tray += 1) await this.machine.closeEmpty(tray);
      return;
    }
    await this.cutPower();
    this.#wish = wish;
    await this.boot();
  }

  /** Boots on the same disk. */
  async boot(): Promise<void> {
    const began = Date.now();
    this.#machine = await Machine.boot(this.#folder, { files: this.#files, wish: this.#wish });
    this.say(`the guest is up after ${Math.round((Date.now() - began) / 1000)} s`);
  }

  /** Ends the guest as a power cut does. */
  async cutPower(): Promise<void> {
    const machine = this.#machine;
    this.#machine = null;
    this.#server = null;
    this.#isShared = false;
    this.#usb.clear();
    await machine?.cutPower();
  }

  /** After the last scenario. */
  async end(): Promise<void> {
    try {
      if (this.#machine !== null) await this.stopServer();
    } finally {
      await this.cutPower();
    }
  }

  /** Has the guest's kernel not look by itself whether there is another disc in a drive. */
  async stopMediaPolling(): Promise<void> {
    await this.machine.run(
      'echo 0 > /sys/module/block/parameters/events_dfl_poll_msecs; for d in /sys/block/sr*; do echo 0 > $d/events_poll_msecs; done',
    );
  }

  /** Plugs a USB drive in; it is pulled out after the scenario at the latest. */
  async plugUsb(name: string, serial: string): Promise<void> {
    this.#usb.add(name);
    await this.machine.plugUsb(name, serial);
  }

  async unplugUsb(name: string): Promise<void> {
    this.#usb.delete(name);
    await this.machine.unplugUsb(name);
  }

  /**
   * Has Node compile what the processes of jobs load. The server gives such a process two minutes to begin, which no real
   * machine needs; an emulated one does, the first time.
   */
  async #compile(): Promise<void> {
    if (this.#isCompiled) return;
    this.#isCompiled = true;
    const script = `require('node:module').enableCompileCache('${projectPath}/${compileCache}');
      import('${projectPath}/src/runner/run-task.ts').then(() => process.exit(0));`;
    await this.machine.run(`${projectPath}/node_modules/.bin/node -e "${script}"`, 900);
  }

  /**
   * A server with settings as they come, which scenarios before this one may have used: a start takes minutes in here. Who
   * changes settings or drive profiles takes one of its own by `serve`.
   */
  async shared(): Promise<Server> {
    if (this.#isShared && this.#server !== null) return this.#server;
    const server = await this.serve();
    this.#isShared = true;
    return server;
  }

  /** Starts a server on a data folder of its own, or on one that is there. */
  async serve(wish: Partial<ServerWish> = {}): Promise<Server> {
    await this.stopServer();
    this.#servers += 1;
    await this.#compile();
    const began = Date.now();
    this.#server = await Server.start(this.machine, {
      data: `/data/${this.#servers}`,
      ...wish,
    });
    const server = this.#server;
    // It answers before it has looked at its drives.
    await until('every drive is known', async () => (await server.drives()).length >= this.#wish.drives);
    this.say(`the server is ready after ${Math.round((Date.now() - began) / 1000)} s`);
    return server;
  }

  async stopServer(): Promise<void> {
    const server = this.#server;
    this.#server = null;
    this.#isShared = false;
    if (server === null) return;
    await server.stop();
    await this.#keepCompiled();
  }

  /** What the server has compiled until its end, for the next run: V8 takes nothing from another kind of processor. */
  async #keepCompiled(): Promise<void> {
    if (this.#isKept) return;
    this.#isKept = true;
    await this.machine.run(`tar -C ${projectPath}/${compileCache} -cf /lab/compiled.tar .`);
    await rm(this.#cache, { recursive: true, force: true });
    await mkdir(this.#cache, { recursive: true });
    await runProgram('tar', ['-C', this.#cache, '-xf', join(this.machine.sharePath, 'compiled.tar')]);
  }

  /** The server died with all it started; a new one is asked for by `serve`. */
  async killServer(): Promise<void> {
    const server = this.#server;
    this.#server = null;
    this.#isShared = false;
    await server?.kill();
  }

  /** What may explain a failure. */
  async lastWords(): Promise<string> {
    return (await this.#server?.lastWords()) ?? '';
  }

  /**
   * The job has ended with an image that is the disc, byte by byte, but for zeros where it cannot be read; the server, the
   * map and the papers beside the image say the same.
   */
  async expectImage(
    server: Server,
    uuid: string,
    disc: Disc,
    { bad = [], sizeBytes = disc.sizeBytes }: { bad?: readonly SectorRange[]; sizeBytes?: number } = {},
  ): Promise<JobDetail> {
    const detail = await server.job(uuid);
    const { job } = detail;
    assert.equal(job.status, 'completed', job.errorMessage ?? '');
    assert.ok(job.imagePath !== null && job.isoId !== null, 'there is an image');
    const expected = await sumOf(disc, { bad, sizeBytes });
    const sum = (await this.machine.run(`sha256sum '${job.imagePath}'`)).split(' ')[0];
    assert.equal(sum, expected, `the image of ${disc.label} is not its disc`);
    const image = await server.image(job.isoId);
    const badBytes = bad.reduce(
      (all, { firstLba, lastLba }) => all + (lastLba - firstLba + 1) * sectorBytes,
      0,
    );
    assert.deepEqual(
      {
        sha256: image.sha256,
        sizeBytes: image.sizeBytes,
        isComplete: image.isComplete,
        badBytes: job.badBytes,
        badSectors: image.provenance?.badSectors,
      },
      { sha256: expected, sizeBytes, isComplete: bad.length === 0, badBytes, badSectors: bad },
    );
    if (bad.length > 0) {
      const map = await this.machine.run(`cat '${job.imagePath.replace(/\.iso$/, '.map')}'`);
      assert.deepEqual(badSectorsOf(map), bad, 'the map names other sectors');
    }
    const holes = bad.length === 0 ? 'no sector is missing' : `missing: ${wordsOf(bad)}`;
    this.say(`${disc.label || 'the disc'}: ${sizeBytes} bytes, exact (${expected.slice(0, 16)}…), ${holes}`);
    return detail;
  }
}

/** The types of a timeline, in order. */
export function typesOf({ timeline }: JobDetail): string {
  return timeline.map(({ type }) => type).join(' ');
}

/** What a ddrescue map calls unreadable (`-`): ddrescue manual, "Mapfile structure". */
function badSectorsOf(map: string): readonly SectorRange[] {
  return [...map.matchAll(/^(0x[0-9A-Fa-f]+)\s+(0x[0-9A-Fa-f]+)\s+-$/gm)].map(
    ([, start = '', size = '']) => ({
      firstLba: Number(start) / sectorBytes,
      lastLba: (Number(start) + Number(size)) / sectorBytes - 1,
    }),
  );
}

/** Ranges as people write them, the first ten. */
function wordsOf(ranges: readonly SectorRange[]): string {
  const words = ranges.map(({ firstLba, lastLba }) =>
    firstLba === lastLba ? `${firstLba}` : `${firstLba}-${lastLba}`,
  );
  const rest = words.length > 10 ? `, … (${words.length} ranges)` : '';
  return `${words.slice(0, 10).join(', ')}${rest}`;
}
