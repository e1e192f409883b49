import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { tellFindings } from '../commands/doctor.ts';
import { checkDrives } from './check-drives.ts';
import { checkSystem } from './check-system.ts';
import { aptCommand, checkTools, judgeDdrescue } from './check-tools.ts';
import type { System } from './finding.ts';

let root = '';
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'disk2iso-doctor-'));
});
afterEach(() => rm(root, { recursive: true, force: true }));

/** A system whose /sys, /dev and /run hold exactly these files. */
async function systemWith(files: Record<string, string>, env: NodeJS.ProcessEnv = {}): Promise<System> {
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(root, path)), { recursive: true });
    await writeFile(join(root, path), text);
  }
  return { root, env, nodeVersion: 'v24.1.0', isRoot: false };
}

const polling = 'sys/module/block/parameters/events_dfl_poll_msecs';

describe('checkSystem', () => {
  it('is content with udev and polling', async () => {
    const findings = await checkSystem(await systemWith({ 'run/udev/control': '', [polling]: '2000\n' }));
    expect(findings.map(({ level }) => level)).toEqual(['ok', 'ok', 'ok']);
  });

  it('tells what is missing in a container, and how to hand a drive in', async () => {
    const files = { [polling]: '0\n', 'run/systemd/container': 'lxc\n' };
    const findings = await checkSystem(await systemWith(files));
    expect(findings.map(({ level }) => level)).toEqual(['ok', 'warn', 'warn', 'ok']);
    expect(findings[2]?.advice).toContain('echo 2000');
    expect(findings[3]?.advice).toContain('lxc.cgroup2.devices.allow');
  });

  it.each([
    ['.dockerenv', {}, 'docker'],
    ['run/.containerenv', {}, 'podman'],
    ['etc/none', { container: 'oci\x1b[2J' }, 'oci2J'],
  ])('knows containers by %s', async (path, env, name) => {
    const findings = await checkSystem(await systemWith({ [path]: '' }, env));
    expect(findings.at(-1)?.text).toBe(`This is a container (${name}).`);
    expect(findings[2]?.text).toContain('cannot be seen');
  });

  it('finds an old Node', async () => {
    const [node] = await checkSystem({ ...(await systemWith({})), nodeVersion: 'v20.3.0' });
    expect(node).toMatchObject({ level: 'bad', topic: 'Node' });
  });
});

describe('checkDrives', () => {
  it('says that images do without a drive', async () => {
    expect(await checkDrives(await systemWith({}))).toMatchObject([{ level: 'warn', topic: 'drives' }]);
  });

  it('finds drives without node, without polling and without sg', async () => {
    const findings = await checkDrives(
      await systemWith({
        'sys/block/sr0/events_poll_msecs': '0\n',
        'sys/block/sr10/events_poll_msecs': '-1\n',
        'sys/block/sda/events_poll_msecs': '-1\n',
        'dev/sr0': '',
      }),
    );
    expect(findings.map(({ level, topic }) => `${level} ${topic}`)).toEqual([
      'ok /dev/sr0',
      'warn /dev/sr0',
      'bad /dev/sr10',
      'warn sg',
    ]);
  });

  it('looks only at the generic nodes of optical drives', async () => {
    const findings = await checkDrives(
      await systemWith({
        'sys/block/sr0/events_poll_msecs': '-1\n',
        'dev/sr0': '',
        'dev/sg0': '',
        'sys/class/scsi_generic/sg0/device/type': '5\n',
        'sys/class/scsi_generic/sg1/device/type': '0\n',
        'sys/class/scsi_generic/sg2/device/type': '5\n',
      }),
    );
    expect(findings.map(({ level, topic }) => `${level} ${topic}`)).toEqual([
      'ok /dev/sr0',
      'ok /dev/sg0',
      'warn /dev/sg2',
    ]);
  });
});

describe('checkTools', () => {
  it('finds the real ddrescue', async () => {
    const findings = await checkTools(false);
    expect(findings.find(({ topic }) => topic === 'ddrescue')).toMatchObject({ level: 'ok' });
  });

  it('judges versions of ddrescue', () => {
    expect(judgeDdrescue('GNU ddrescue 1.27').level).toBe('ok');
    expect(judgeDdrescue('GNU ddrescue 2.0').level).toBe('ok');
    expect(judgeDdrescue('GNU ddrescue 1.17').level).toBe('bad');
    expect(judgeDdrescue('dd_rescue Version 1.99').level).toBe('warn');
    expect(judgeDdrescue(null).level).toBe('warn');
  });

  it('names each package once, with sudo for those who need it', () => {
    expect(aptCommand(['xorriso', 'gddrescue', 'xorriso'], false)).toBe('sudo apt install gddrescue xorriso');
    expect(aptCommand(['udev'], true)).toBe('apt install udev');
  });
});

describe('tellFindings', () => {
  const texts = { stdout: '' };
  const io = {
    stdout: {
      write: (text: string) => {
        texts.stdout += text;
      },
    },
    stderr: { write: () => undefined },
    env: {},
  };
  const good = { level: 'ok', topic: 'Node', text: 'v24', advice: null } as const;
  const bad = {
    level: 'bad',
    topic: 'ddrescue',
    text: 'is not installed',
    advice: 'apt install gddrescue',
  } as const;

  it('ends with 0 unless something is bad', () => {
    texts.stdout = '';
    expect(tellFindings([good], io, false)).toBe(0);
    expect(tellFindings([{ ...good, level: 'warn' }], io, false)).toBe(0);
    expect(tellFindings([good, bad], io, false)).toBe(11);
    expect(texts.stdout).toContain(
      'bad   ddrescue  is not installed\n                -> apt install gddrescue',
    );
    expect(texts.stdout).toContain('All is well.');
  });

  it('prints objects', () => {
    texts.stdout = '';
    tellFindings([bad], io, true);
    const objects = texts.stdout
      .trimEnd()
      .split('\n')
      .map((line): unknown => JSON.parse(line));
    expect(objects).toEqual([
      { type: 'check', ...bad },
      { type: 'result', exitCode: 11, ok: 0, warn: 0, bad: 1 },
    ]);
  });
});
