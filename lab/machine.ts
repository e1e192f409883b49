import { type ChildProcess, spawn } from 'node:child_process';
import { copyFile, mkdir, open, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import type { SectorRange } from '../src/model/index.ts';
import type { BootFiles } from './boot-files.ts';
import type { Disc } from './discs.ts';
import { projectPath } from './project-image.ts';
import { Qmp } from './qmp.ts';
import { runProgram } from './run-program.ts';
import { until } from './wait.ts';

/** A drive of the guest: `0` is the first SCSI drive (`/dev/sr0` while nothing was plugged in or out), or a USB one by name. */
export type Tray = number | string;

/** What a machine is made of; `project` is the disk with the project on it. */
export type MachineFiles = BootFiles & { readonly project: string };

export type MachineWish = {
  /** Whether udevd runs in the guest. A container has none. */
  readonly udev: boolean;
  /** SCSI drives, each behind a controller of its own, so that one that hangs does not hold up the others. */
  readonly drives: number;
};

export type InsertOptions = {
  /** Sectors of 2048 bytes that cannot be read. */
  readonly bad?: readonly SectorRange[];
  /** As fast as that, in kB/s (1000 bytes); nothing: as fast as the emulation goes. */
  readonly kbps?: number;
};

export type GuestAnswer = { readonly exitCode: number; readonly output: string };

/** TCP ports in the guest that are reachable from here. */
const serverPort = 8080;
const execPort = 2222;
const diskBytes = 4 * 1024 ** 3;
const unlimited = 1024 ** 4;

/** A Linux guest with optical drives, from the moment it is booted until its power is cut. */
export class Machine {
  readonly #qemu: ChildProcess;
  readonly #ports: { readonly exec: number; readonly server: number };
  readonly #folder: string;
  #qmp: Qmp | null = null;
  /** Names of the discs, by drive. */
  readonly #inTray = new Map<string, string>();
  #count = 0;

  private constructor(
    qemu: ChildProcess,
    ports: { readonly exec: number; readonly server: number },
    folder: string,
  ) {
    this.#qemu = qemu;
    this.#ports = ports;
    this.#folder = folder;
  }

  /**
   * Boots. `folder` is the machine's own: its disk (made if it is not there, and outliving a power cut), its console, and
   * `share`, which is `/lab` in the guest.
   */
  static async boot(
    folder: string,
    { files, wish }: { files: MachineFiles; wish: MachineWish },
  ): Promise<Machine> {
    await makeDisk(join(folder, 'disk.img'));
    await makeShare(join(folder, 'share'), wish);
    const ports = { exec: await freePort(), server: await freePort() };
    const socket = join(folder, 'qmp.sock');
    await rm(socket, { force: true });
    const console = await open(join(folder, 'console.log'), 'a');
    // Whatever becomes of the lab, its guest goes with it.
    const words = ['--pdeathsig', 'KILL', 'qemu-system-x86_64', ...qemuWords(folder, { files, wish, ports })];
    const qemu = spawn('setpriv', words, { stdio: ['ignore', console.fd, console.fd] });
    await console.close();
    const machine = new Machine(qemu, ports, folder);
    try {
      await machine.#arrive(socket);
    } catch (error) {
      await machine.cutPower();
      throw error;
    }
    return machine;
  }

  /** Where the server in the guest is reached. */
  get url(): string {
    return `http://127.0.0.1:${this.#ports.server}`;
  }

  /** The folder that is `/lab` in the guest. */
  get sharePath(): string {
    return join(this.#folder, 'share');
  }

  /** Runs a script in the guest, whatever it ends with. */
  async try(script: string, seconds = 120): Promise<GuestAnswer> {
    const response = await fetch(`http://127.0.0.1:${this.#ports.exec}`, {
      method: 'POST',
      body: JSON.stringify({ script, timeoutMs: seconds * 1000 }),
      signal: AbortSignal.timeout((seconds + 60) * 1000),
    });
    return (await response.json()) as GuestAnswer;
  }

  /** Runs a script in the guest; what it printed. Error: if it fails. */
  async run(script: string, seconds = 120): Promise<string> {
    const { exitCode, output } = await this.try(script, seconds);
    if (exitCode !== 0) throw new Error(`in the guest: ${script}\nended with ${exitCode}: ${output}`);
    return output.trim();
  }

  /** Whether the guest has that process. */
  async isAlive(pid: number): Promise<boolean> {
    const response = await fetch(`http://127.0.0.1:${this.#ports.exec}/${pid}`, {
      signal: AbortSignal.timeout(60_000),
    });
    return ((await response.json()) as { isAlive: boolean }).isAlive;
  }

  /** Puts a disc in and closes the tray, as a hand would. What was in is taken out. */
  async insert(tray: Tray, disc: Pick<Disc, 'path'>, { bad = [], kbps }: InsertOptions = {}): Promise<void> {
    const id = deviceOf(tray);
    await this.remove(tray);
    const qmp = this.#control();
    // Never the same names again: QEMU lets go of a disc when what was asked of it has been answered.
    this.#count += 1;
    const disk = `disc${this.#count}`;
    this.#inTray.set(id, disk);
    await qmp.run('blockdev-add', {
      'node-name': `${disk}-file`,
      driver: 'file',
      filename: disc.path,
      'read-only': true,
    });
    await qmp.run('blockdev-add', {
      'node-name': `${disk}-bad`,
      driver: 'blkdebug',
      image: `${disk}-file`,
      'read-only': true,
      ...(bad.length === 0 ? {} : { 'inject-error': bad.flatMap(readErrors) }),
    });
    await qmp.run('object-add', {
      'qom-type': 'throttle-group',
      id: `${disk}-speed`,
      limits: { 'bps-read': kbps === undefined ? unlimited : kbps * 1000 },
    });
    await qmp.run('blockdev-add', {
      'node-name': `${disk}-slow`,
      driver: 'throttle',
      'throttle-group': `${disk}-speed`,
      file: `${disk}-bad`,
      'read-only': true,
    });
    await qmp.run('blockdev-insert-medium', { id, 'node-name': `${disk}-slow` });
    await qmp.run('blockdev-close-tray', { id });
  }

  /** Opens the tray by force and takes the disc out, whatever the guest does. The tray stays open. */
  async remove(tray: Tray): Promise<void> {
    const id = deviceOf(tray);
    const qmp = this.#control();
    await qmp.tryRun('blockdev-open-tray', { id, force: true });
    await qmp.tryRun('blockdev-remove-medium', { id });
    await this.#forget(id);
  }

  /** Closes a tray with nothing on it. */
  async closeEmpty(tray: Tray): Promise<void> {
    await this.remove(tray);
    await this.#control().tryRun('blockdev-close-tray', { id: deviceOf(tray) });
  }

  /** Presses the button of the drive: the guest may have locked the door, and is asked then. */
  async pressButton(tray: Tray): Promise<void> {
    // Refused while the door is locked: then the guest has been told, which is all a button does.
    await this.#control().tryRun('blockdev-open-tray', { id: deviceOf(tray) });
  }

  /** Changes the speed of the disc that is in, in kB/s; `null`: as fast as it goes. */
  async setSpeed(tray: Tray, kbps: number | null): Promise<void> {
    await this.#limit(tray, kbps === null ? unlimited : kbps * 1000);
  }

  /** Reads of the disc do not come back any more, until `unstall`: at one byte a second that takes hours. */
  async stall(tray: Tray): Promise<void> {
    await this.#limit(tray, 1);
  }

  async unstall(tray: Tray): Promise<void> {
    await this.#limit(tray, unlimited);
    // Reads that wait have been told for how long; they are let through where the layer that holds them is opened anew.
    const disk = this.#inTray.get(deviceOf(tray));
    const layer = { 'node-name': `${disk}-slow`, driver: 'throttle', 'throttle-group': `${disk}-speed` };
    await this.#control().run('blockdev-reopen', {
      options: [{ ...layer, file: `${disk}-bad`, 'read-only': true }],
    });
  }

  /** Plugs in a USB drive without a disc. `serial` is what it says of itself. */
  async plugUsb(name: string, serial: string): Promise<void> {
    const qmp = this.#control();
    await qmp.run('device_add', { driver: 'usb-bot', id: `${name}-bridge`, bus: 'usb.0', serial });
    await qmp.run('device_add', { driver: 'scsi-cd', id: deviceOf(name), bus: `${name}-bridge.0`, serial });
    await qmp.run('qom-set', {
      path: `/machine/peripheral/${name}-bridge`,
      property: 'attached',
      value: true,
    });
  }

  /** Pulls it out, with the disc in it. */
  async unplugUsb(name: string): Promise<void> {
    const qmp = this.#control();
    await qmp.run('device_del', { id: `${name}-bridge` });
    await until(`${name} is gone`, async () => {
      const devices = (await qmp.run('qom-list', { path: '/machine/peripheral' })) as { name: string }[];
      return devices.every((device) => device.name !== `${name}-bridge`);
    });
    await this.#forget(deviceOf(name));
  }

  /** Ends the guest as a power cut does: what it has not written to its disk is lost. */
  async cutPower(): Promise<void> {
    this.#qmp?.close();
    this.#qmp = null;
    if (this.#qemu.exitCode !== null || this.#qemu.signalCode !== null) return;
    const ended = new Promise((resolve) => this.#qemu.once('close', resolve));
    this.#qemu.kill('SIGKILL');
    await ended;
  }

  async #arrive(socket: string): Promise<void> {
    await until('the guest answers', async () => {
      if (this.#qemu.exitCode !== null || this.#qemu.signalCode !== null) {
        throw new Error(`QEMU has ended at once: see ${join(this.#folder, 'console.log')}`);
      }
      this.#qmp ??= await Qmp.open(socket).catch(orNotYet);
      if (this.#qmp === null) return false;
      const answer = await this.try('mountpoint -q /data', 20).catch(orNotYet);
      return answer !== null && answer.exitCode === 0;
    });
  }

  /** Takes apart what a disc was made of, as far as nothing of it is still being read. */
  async #forget(id: string): Promise<void> {
    const disk = this.#inTray.get(id);
    if (disk === undefined) return;
    this.#inTray.delete(id);
    const qmp = this.#control();
    for (const layer of ['slow', 'bad', 'file'])
      await qmp.tryRun('blockdev-del', { 'node-name': `${disk}-${layer}` });
    await qmp.tryRun('object-del', { id: `${disk}-speed` });
  }

  async #limit(tray: Tray, bytesPerSecond: number): Promise<void> {
    await this.#control().run('qom-set', {
      path: `/objects/${this.#inTray.get(deviceOf(tray))}-speed`,
      property: 'limits',
      value: { 'bps-read': bytesPerSecond },
    });
  }

  #control(): Qmp {
    if (this.#qmp === null) throw new Error('the guest is off');
    return this.#qmp;
  }
}

function qemuWords(
  folder: string,
  {
    files,
    wish,
    ports,
  }: { files: MachineFiles; wish: MachineWish; ports: { readonly exec: number; readonly server: number } },
): readonly string[] {
  const forwards = [
    [ports.exec, execPort],
    [ports.server, serverPort],
  ].map(([outer, inner]) => `hostfwd=tcp:127.0.0.1:${outer}-:${inner}`);
  const drives = Array.from({ length: wish.drives }, (_, n) => [
    ['-device', `virtio-scsi-pci,id=scsi${n}`],
    ['-device', `scsi-cd,bus=scsi${n}.0,id=${deviceOf(n)},serial=LAB${n}`],
  ]).flat(2);
  return [
    // One processor: with two of them (QEMU 7.2, each in a thread of its own) Node crashed again and again while it compiled
    // (`trap int3`, "Check failed: it->second.Size() > offset"); with one it has not been seen to.
    ['-accel', 'tcg', '-cpu', 'max', '-m', '3072', '-smp', '1', '-nographic', '-no-reboot'],
    ['-kernel', files.kernel, '-initrd', files.initrd],
    ['-append', 'console=ttyS0 panic=1 quiet net.ifnames=0 mitigations=off'],
    ['-fsdev', 'local,id=machine,path=/,security_model=none,readonly=on,multidevs=remap'],
    ['-device', 'virtio-9p-pci,fsdev=machine,mount_tag=machine'],
    ['-fsdev', `local,id=share,path=${join(folder, 'share')},security_model=none`],
    ['-device', 'virtio-9p-pci,fsdev=share,mount_tag=share'],
    ['-netdev', ['user,id=net,restrict=on', ...forwards].join(',')],
    ['-device', 'virtio-net-pci,netdev=net,romfile='],
    ['-drive', `if=none,id=data,file=${join(folder, 'disk.img')},format=raw`],
    ['-device', 'virtio-blk-pci,drive=data'],
    ['-drive', `if=none,id=project,file=${files.project},format=raw,cache=unsafe`],
    ['-device', 'virtio-blk-pci,drive=project'],
    drives,
    ['-device', 'qemu-xhci,id=usb'],
    ['-qmp', `unix:${join(folder, 'qmp.sock')},server=on,wait=off`],
  ].flat();
}

/** A disk that holds nothing, with an ext4 file system. */
async function makeDisk(path: string): Promise<void> {
  const disk = await open(path, 'a');
  try {
    if ((await disk.stat()).size > 0) return;
    await disk.truncate(diskBytes);
  } finally {
    await disk.close();
  }
  await runProgram('mkfs.ext4', ['-q', '-F', '-E', 'lazy_itable_init=1,nodiscard', path]);
}

async function makeShare(share: string, wish: MachineWish): Promise<void> {
  const guest = join(share, 'guest');
  await mkdir(guest, { recursive: true });
  for (const name of ['start.sh', 'exec-server.mjs']) {
    await copyFile(join(import.meta.dirname, 'guest', name), join(guest, name));
  }
  const settings = { LAB_UDEV: wish.udev ? 'yes' : 'no', LAB_PROJECT: projectPath };
  const lines = Object.entries(settings).map(([name, value]) => `${name}='${value}'\n`);
  await writeFile(join(guest, 'settings'), lines.join(''));
}

function deviceOf(tray: Tray): string {
  return typeof tray === 'number' ? `cd${tray}` : `${tray}-drive`;
}

/** blkdebug counts in sectors of 512 bytes; a rule is for one of them. */
function readErrors({ firstLba, lastLba }: SectorRange): readonly Record<string, unknown>[] {
  return Array.from({ length: lastLba - firstLba + 1 }, (_, n) => ({
    event: 'none',
    iotype: 'read',
    errno: 5,
    sector: (firstLba + n) * 4,
    once: false,
    immediately: true,
  }));
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() =>
        typeof address === 'object' && address !== null
          ? resolve(address.port)
          : reject(new Error('no port is free')),
      );
    });
  });
}

/** While it boots, nobody listens there yet. */
function orNotYet(): null {
  return null;
}
