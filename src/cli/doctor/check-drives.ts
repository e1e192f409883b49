import { access, constants, readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { isThere, readNumber, readText } from './check-system.ts';
import { type Finding, ok, type System } from './finding.ts';

/** SCSI peripheral device type of CD, DVD and Blu-ray drives (SPC-4, table "PERIPHERAL DEVICE TYPE"). */
const cdDeviceType = 5;

/** Looks at every optical drive: may this user read it, does the kernel notice its discs, is there a sg node. */
export async function checkDrives(system: System): Promise<Finding[]> {
  const names = await namesIn(join(system.root, 'sys/block'), /^sr\d+$/);
  if (names.length === 0) {
    const text = 'No optical drive is connected. Image files can be read all the same.';
    return [{ level: 'warn', topic: 'drives', text, advice: null }];
  }
  const findings: Finding[] = [];
  for (const name of names) {
    findings.push(await checkNode(system, name, constants.R_OK));
    const polling = await checkDrivePolling(system, name);
    if (polling !== null) findings.push(polling);
  }
  return [...findings, ...(await checkGeneric(system))];
}

/** The generic nodes (sg) carry the commands that a block device has none for. */
async function checkGeneric(system: System): Promise<Finding[]> {
  const folder = join(system.root, 'sys/class/scsi_generic');
  if (!(await isThere(folder))) {
    const text = 'The kernel module sg is not loaded; exact copies (clone) need it.';
    return [{ level: 'warn', topic: 'sg', text, advice: 'As root: modprobe sg' }];
  }
  const findings: Finding[] = [];
  for (const name of await namesIn(folder, /^sg\d+$/)) {
    if ((await readNumber(join(folder, name, 'device/type'))) !== cdDeviceType) continue;
    const finding = await checkNode(system, name, constants.R_OK | constants.W_OK);
    findings.push(finding.level === 'bad' ? { ...finding, level: 'warn' } : finding);
  }
  return findings;
}

async function checkNode(system: System, name: string, mode: number): Promise<Finding> {
  const path = join(system.root, 'dev', name);
  const topic = `/dev/${name}`;
  const facts = await stat(path).catch(() => null);
  if (facts === null) {
    const text = 'The kernel knows this drive, but there is no device node for it.';
    return {
      level: 'bad',
      topic,
      text,
      advice: 'In a container, hand the device in; else check that udev runs.',
    };
  }
  const isAllowed = await access(path, mode).then(
    () => true,
    () => false,
  );
  if (isAllowed) return ok(topic, mode === constants.R_OK ? 'can be read' : 'can be read and written');
  const group = await groupName(system.root, facts.gid);
  const user = (system.env.USER ?? '').replace(/[^\w.-]/g, '') || 'YOUR-NAME';
  return {
    level: 'bad',
    topic,
    text: `may not be opened by you; it belongs to group ${group}`,
    advice: `sudo adduser ${user} ${group}, then log in again`,
  };
}

/** -1 means the kernel's default, which `checkSystem` looks at; 0 switches this drive off. */
async function checkDrivePolling({ root }: System, name: string): Promise<Finding | null> {
  const ms = await readNumber(join(root, 'sys/block', name, 'events_poll_msecs'));
  if (ms !== 0) return null;
  return {
    level: 'warn',
    topic: `/dev/${name}`,
    text: 'The kernel does not look for disc changes in this drive; disk2iso asks it itself.',
    advice: `As root: echo -1 > /sys/block/${name}/events_poll_msecs`,
  };
}

async function groupName(root: string, gid: number): Promise<string> {
  const lines = ((await readText(join(root, 'etc/group'))) ?? '').split('\n').map((line) => line.split(':'));
  return lines.find((fields) => fields[2] === String(gid))?.[0] ?? String(gid);
}

/** Names in a folder that match, in natural order; none if the folder cannot be read. */
async function namesIn(folder: string, pattern: RegExp): Promise<string[]> {
  const names = await readdir(folder).catch(() => []);
  return names
    .filter((name) => pattern.test(name))
    .sort((a, b) => a.localeCompare(b, 'en', { numeric: true }));
}
