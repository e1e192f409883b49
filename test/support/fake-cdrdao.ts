import { writeFile } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { vi } from 'vitest';
import type { TestCd } from './cd-fixtures.ts';

/** Trouble that the fake cdrdao shall have; see test/fakes/cd-writer/cdrdao. */
export type CdrdaoTrouble = Record<string, unknown>;

/**
 * Puts a disc into the fake cdrdao, which stands in PATH from now on (`vi.unstubAllEnvs` ends that). `folder` receives its
 * files. Returns the path of what it has in mind, for changing it.
 */
export async function putIntoCdrdao(
  cd: TestCd,
  folder: string,
  trouble: CdrdaoTrouble = {},
): Promise<string> {
  const starts = cd.tracks.map(({ startLba }) => startLba);
  const sessions: object[] = [];
  let from = 0;
  for (let index = 1; index <= cd.tracks.length; index += 1) {
    const [before, track] = [cd.tracks[index - 1], cd.tracks[index]];
    const isGap =
      before !== undefined &&
      track !== undefined &&
      (starts[index] ?? 0) > before.startLba + before.sectorCount;
    if (track !== undefined && !isGap) continue;
    const tracks = cd.tracks.slice(from, index);
    const bin = join(folder, `session-${sessions.length + 1}.source`);
    const [first, last] = [tracks[0], tracks.at(-1)];
    if (first === undefined || last === undefined) throw new Error('a session without tracks');
    await writeFile(bin, cd.bin.subarray(first.binSector * 2352, (last.binSector + last.sectorCount) * 2352));
    sessions.push({
      bin,
      tracks: tracks.map(({ number, type, startLba, sectorCount, pregapSectors = 0 }, at) => {
        const isBeforeAudio = type === 'data' && tracks[at + 1]?.type === 'audio';
        const titles =
          type === 'audio'
            ? { title: `Song ${number}`, isrc: `DETST26${String(number).padStart(5, '0')}` }
            : {};
        const pregap = pregapSectors === 0 ? {} : { pregap: pregapSectors };
        const own = { number, isData: type === 'data', startLba, sectorCount, ...pregap };
        return { ...own, ...titles, ...(isBeforeAudio ? { silence: 150 } : {}) };
      }),
    });
    from = index;
  }
  const path = join(folder, 'cdrdao.json');
  await writeFile(
    path,
    JSON.stringify({
      sessions,
      catalog: '4006381333931',
      title: 'Test Disc',
      performer: 'The Testers',
      ...trouble,
    }),
  );
  const fake = fileURLToPath(new URL('../fakes/cd-writer', import.meta.url));
  vi.stubEnv('PATH', `${fake}${delimiter}${process.env.PATH}`);
  vi.stubEnv('FAKE_CDRDAO', path);
  return path;
}
