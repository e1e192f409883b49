import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { AppError, joinRanges, type Track } from '#model/index.ts';
import { writingError } from '../../files/file-errors.ts';
import {
  type CdSessionReading,
  clearSession,
  findCdSession,
  readCdSession,
  readDiskInfo,
  readSessionToc,
} from '../../read/index.ts';
import {
  type DiscSheet,
  formatTocSheet,
  isSameSheet,
  mergeContents,
  rewriteTocFiles,
} from '../../sheet/index.ts';
import type { AudioProgress } from '../audio/audio-progress.ts';
import { Paused, watched } from '../audio/read-track-once.ts';
import { sectorsOf } from '../job/job-size.ts';
import type { SessionRecord } from '../job/job-state.ts';
import { log, type Run, whileTelling } from '../run-context.ts';
import { proveTrack } from './clone-proof.ts';
import { SessionCopy } from './session-copy.ts';
import { type SessionSource, sessionFileNames } from './session-source.ts';

/** Sessions of the disc in a drive, read by cdrdao; their audio once more by cd-paranoia. */
export class DriveSessions implements SessionSource {
  readonly #run: Run;

  constructor(run: Run) {
    this.#run = run;
  }

  async prepare(): Promise<number> {
    const { tools, job, medium, signal, inheritedFds } = this.#run;
    await tools.learn('cdrdao');
    await tools.learn('cd-paranoia');
    const { plan, disc } = job.state;
    if (plan.type !== 'sessions') throw new AppError('INTERNAL', 'This job has no sessions to read.');
    if (disc.sessionCount !== null) return plan.sessionCount;
    const info = await readDiskInfo(medium.path, { signal, inheritedFds });
    return info.sessionCount ?? plan.sessionCount;
  }

  async read(session: number, tracks: readonly Track[], progress: AudioProgress): Promise<SessionRecord> {
    const { folder, guard, signal, medium, request, inheritedFds, tools } = this.#run;
    const { subChannels } = request.options;
    const sectorCount = sectorsOf(tracks);
    const kind = { phase: 'reading', pass: 1, sectorCount, counts: true } as const;
    const found = await findCdSession(folder.parts, session, subChannels);
    if (found !== null) progress.skip(sectorCount, 1);
    const reading =
      found ??
      (await this.#untilLost(session, () =>
        watched({ folder: folder.path, guard, signal }, (own, watch) =>
          readCdSession(
            {
              devicePath: medium.path,
              session,
              folder: folder.parts,
              subChannels,
              inheritedFds,
              onProgress: ({ sectorsDone, badSectors }) =>
                progress.tell(
                  kind,
                  {
                    sectorsDone: Math.min(sectorsDone, sectorCount),
                    readErrors: badSectors,
                    lostSectors: badSectors,
                  },
                  watch,
                ),
              onToolRun: tools.record,
            },
            own,
          ),
        ),
      ));
    if (reading.ending === 'interrupted') throw new Paused('user');
    if (found === null) progress.endReading(kind, 0);
    progress.lose(reading.badSectors);
    for (const warning of reading.warnings)
      log(this.#run, 'warning', `cdrdao on session ${session}: ${warning}`);
    const hasAudio = tracks.some(({ type }) => type === 'audio');
    await this.#writeToc(session, reading, hasAudio ? await this.#contents(session) : null);
    const audio: SessionRecord['audio'] = [];
    await using copy = await SessionCopy.open(this.#run, session, tracks);
    const damaged = await whileTelling(this.#run, 'preparing', () => copy.findDamagedData());
    const badSectors = joinRanges([...reading.badSectors, ...damaged]);
    for (const track of tracks.filter(({ type }) => type === 'audio')) {
      audio.push(await proveTrack(this.#run, { track, copy, progress }));
    }
    return { session, badSectors, audio };
  }

  /**
   * Reads a session. One during which the disc was taken away is not kept, however it ended: cdrdao goes on to the end with
   * silence, and says that all is well.
   */
  async #untilLost<T>(session: number, read: () => Promise<T>): Promise<T> {
    try {
      return await read();
    } catch (error) {
      const isLost = error instanceof Paused && ['disc_missing', 'drive_missing'].includes(error.reason);
      if (isLost) await clearSession(this.#run.folder.parts, session, true);
      throw error;
    }
  }

  /** What the session tells of itself: `read-cd` measures pre-gaps wrong, and finds none with sub-channels. */
  #contents(session: number): Promise<DiscSheet | null> {
    const { medium, folder, signal, inheritedFds, tools } = this.#run;
    const asking = { session, folder: folder.parts, signal, inheritedFds, onToolRun: tools.record };
    return whileTelling(this.#run, 'preparing', () => readSessionToc(medium.path, asking));
  }

  /**
   * The sheet as other programs must have it: cdrdao does not mark samples that it was told to write little-endian. Its own
   * text is kept unless there is more to say.
   */
  async #writeToc(session: number, reading: CdSessionReading, contents: DiscSheet | null): Promise<void> {
    const { folder, request } = this.#run;
    const isLittleEndian = !request.options.subChannels;
    const merged = mergeContents(reading.sheet, contents);
    const text = isSameSheet(merged, reading.sheet)
      ? rewriteTocFiles(await readFile(join(folder.parts, reading.tocName)), () => reading.binName, {
          isLittleEndian,
        })
      : formatTocSheet(merged);
    const path = join(folder.parts, sessionFileNames(session).toc);
    await writeFile(path, text).catch((cause: unknown) => {
      throw writingError(cause, { field: 'workFolder', path });
    });
  }
}
