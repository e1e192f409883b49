import { mkdir, mkdtemp, readdir, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import type { ToolRun } from '#model/index.ts';
import { makeAudioCd, makeCdExtra, type TestCd } from '../../../test/support/cd-fixtures.ts';
import { type CdrdaoTrouble, putIntoCdrdao } from '../../../test/support/fake-cdrdao.ts';
import { readDiskInfo, readSessionToc } from './cdrdao.ts';

const fake = fileURLToPath(new URL('../../../test/fakes/cd-writer/cdrdao', import.meta.url));
const device = '/dev/null';
const never = () => new AbortController().signal;
let root = '';
let folder = '';
let audio: TestCd;
let extra: TestCd;
let runs: ToolRun[] = [];

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'disk2iso-cdrdao-'));
  await mkdir(join(root, 'bin'));
  await symlink(fake, join(root, 'bin/cdrdao'));
  audio = await makeAudioCd(join(root, 'audio'), [{ sectors: 300 }, { sectors: 310 }]);
  extra = await makeCdExtra(join(root, 'extra'), [{ sectors: 301 }]);
});
afterAll(() => rm(root, { recursive: true, force: true }));
beforeEach(async () => {
  folder = await mkdtemp(join(root, 'work-'));
  runs = [];
});
afterEach(() => vi.unstubAllEnvs());

async function insert(cd: TestCd, trouble: CdrdaoTrouble = {}): Promise<string> {
  const path = await putIntoCdrdao(cd, root, trouble);
  vi.stubEnv('PATH', `${join(root, 'bin')}${delimiter}${process.env.PATH}`);
  return path;
}

describe('readDiskInfo', () => {
  it('tells how many sessions there are', async () => {
    await insert(extra);
    const info = await readDiskInfo(device, { signal: never(), inheritedFds: [] });
    expect(info).toMatchObject({ sessionCount: 2, lastTrack: 2, isAppendable: false });
  });

  it('ends with the reason of whoever aborts', async () => {
    await insert(extra);
    const reason = new Error('enough');
    const asking = { signal: AbortSignal.abort(reason), inheritedFds: [] };
    await expect(readDiskInfo(device, asking)).rejects.toBe(reason);
    const asksToc = { ...asking, folder, session: 1, onToolRun: () => undefined };
    await expect(readSessionToc(device, asksToc)).rejects.toBe(reason);
  });

  it('says that there is no disc', async () => {
    await insert(extra, { noDisc: true });
    const asking = readDiskInfo(device, { signal: never(), inheritedFds: [] });
    await expect(asking).rejects.toMatchObject({ code: 'NO_DISC' });
  });
});

describe('readSessionToc', () => {
  const asking = () => ({
    folder,
    session: 1,
    signal: never(),
    inheritedFds: [],
    onToolRun: (run: ToolRun) => runs.push(run),
  });

  it('tells what a disc says of itself, and leaves nothing behind', async () => {
    await insert(audio);
    const sheet = await readSessionToc(device, asking());
    expect(sheet?.catalog).toBe('4006381333931');
    expect(sheet?.tracks.map(({ isrc }) => isrc)).toEqual(['DETST2600001', 'DETST2600002']);
    expect(await readdir(folder)).toEqual([]);
  });

  it('does without pre-gaps where looking for them takes too long', async () => {
    await insert(audio, { slowToc: true });
    const sheet = await readSessionToc(device, { ...asking(), timeoutMs: 2000 });
    expect(sheet?.tracks.map(({ isrc }) => isrc)).toEqual(['DETST2600001', 'DETST2600002']);
    expect(runs.map(({ commandLine }) => commandLine.includes('--fast-toc'))).toEqual([false, true]);
  });

  it('is null where cdrdao cannot tell', async () => {
    await insert(audio, { noDisc: true });
    expect(await readSessionToc(device, asking())).toBeNull();
  });
});
