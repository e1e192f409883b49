import { access, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Finding, ok, type System } from './finding.ts';

/** The oldest Node that runs disk2iso (package.json, engines). */
const oldestNode = 24;

/** Looks at what surrounds the drives: Node, udev, kernel polling, a container. */
export async function checkSystem(system: System): Promise<Finding[]> {
  return [
    checkNode(system.nodeVersion),
    await checkUdev(system),
    await checkPolling(system),
    ...(await checkContainer(system)),
  ];
}

function checkNode(version: string): Finding {
  const major = Number.parseInt(version.replace(/^v/, ''), 10);
  if (major >= oldestNode) return ok('Node', version);
  const advice = 'Start it by bin/disk2iso or npm start, which bring their own.';
  return { level: 'bad', topic: 'Node', text: `${version} is too old`, advice };
}

async function checkUdev({ root }: System): Promise<Finding> {
  // udevd's own socket: what libudev looks for too.
  if (await isThere(join(root, 'run/udev/control'))) return ok('udev', 'runs; disc changes are seen at once');
  return {
    level: 'warn',
    topic: 'udev',
    text: 'does not run here (usual in containers); disk2iso asks the drives every second or two instead',
    advice: null,
  };
}

/** Without media polling the kernel reports no disc change, whatever udev does (kernel, Documentation/block, "events_dfl_poll_msecs"). */
async function checkPolling({ root }: System): Promise<Finding> {
  const topic = 'media polling';
  const byDefault = await readNumber(join(root, 'sys/module/block/parameters/events_dfl_poll_msecs'));
  if (byDefault === null) return { level: 'warn', topic, text: 'cannot be seen in /sys', advice: null };
  if (byDefault > 0) return ok(topic, `every ${byDefault} ms`);
  return {
    level: 'warn',
    topic,
    text: 'is off: the kernel reports no disc changes; disk2iso asks the drives itself',
    advice: 'As root: echo 2000 > /sys/module/block/parameters/events_dfl_poll_msecs',
  };
}

async function checkContainer({ root, env }: System): Promise<Finding[]> {
  const kind = await containerKind(root, env);
  if (kind === null) return [];
  const advice =
    kind === 'docker' || kind === 'podman'
      ? 'Hand the drive in: --device /dev/sr0 --device /dev/sg0'
      : 'Hand the drive in; LXC: lxc.cgroup2.devices.allow: b 11:* rwm and c 21:* rwm, and mount entries for /dev/sr0 and /dev/sg0';
  return [{ level: 'ok', topic: 'container', text: `This is a container (${kind}).`, advice }];
}

/** Name of the container this runs in, from what container managers leave behind (systemd, "Container Interface"); `null` outside. */
async function containerKind(root: string, env: NodeJS.ProcessEnv): Promise<string | null> {
  const told = await readText(join(root, 'run/systemd/container'));
  if (told !== null && told !== '') return told.replace(/[^\w.-]/g, '').slice(0, 40);
  if (await isThere(join(root, '.dockerenv'))) return 'docker';
  if (await isThere(join(root, 'run/.containerenv'))) return 'podman';
  if (env.container !== undefined && env.container !== '')
    return env.container.replace(/[^\w.-]/g, '').slice(0, 40);
  return null;
}

/** Whether a path exists and can be reached. */
export async function isThere(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}

/** Content of a small text file without surrounding space; `null` if it cannot be read. */
export async function readText(path: string): Promise<string | null> {
  return readFile(path, 'utf8').then(
    (text) => text.trim(),
    () => null,
  );
}

/** A whole number in a file of /sys; `null` if it cannot be read. */
export async function readNumber(path: string): Promise<number | null> {
  const text = await readText(path);
  return text !== null && /^-?\d+$/.test(text) ? Number(text) : null;
}
