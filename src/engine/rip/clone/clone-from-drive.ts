import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { AppError, type Track } from '#model/index.ts';
import { writingError } from '../../files/file-errors.ts';
import { type CdSessionReading, findCdSession, readCdSession, readDiskInfo } from '../../read/index.ts';
import { rewriteTocFiles } from '../../sheet/index.ts';
import type { AudioProgress } from '../audio/audio-progress.ts';
import { Paused, watched } from '../audio/read-track-once.ts';
import { sectorsOf } from '../job/job-size.ts';
import type { SessionRecord } from '../job/job-state.ts';
import { log, type Run } from '../run-context.ts';
import { proveTrack } from './clone-proof.ts';
import { SessionAudio } from './session-audio.ts';
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
      (await watched({ folder: folder.path, guard, signal }, (own, watch) =>
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
      ));
    if (reading.ending === 'interrupted') throw new Paused('user');
    if (found === null) progress.endReading(kind, 0);
    progress.lose(reading.badSectors);
    for (const warning of reading.warnings)
      log(this.#run, 'warning', `cdrdao on session ${session}: ${warning}`);
    await this.#writeToc(session, reading);
    const audio: SessionRecord['audio'] = [];
    await using copy = await SessionAudio.open(this.#run, session, tracks);
    for (const track of tracks.filter(({ type }) => type === 'audio')) {
      audio.push(await proveTrack(this.#run, { track, copy, progress }));
    }
    return { session, badSectors: reading.badSectors, audio };
  }

  /** The sheet as other programs must have it: cdrdao does not mark samples that it was told to write little-endian. */
  async #writeToc(session: number, reading: CdSessionReading): Promise<void> {
    const { folder, request } = this.#run;
    const names = sessionFileNames(session);
    const text = await readFile(join(folder.parts, reading.tocName));
    const isLittleEndian = !request.options.subChannels;
    const path = join(folder.parts, names.toc);
    await writeFile(
      path,
      rewriteTocFiles(text, () => reading.binName, { isLittleEndian }),
    ).catch((cause: unknown) => {
      throw writingError(cause, { field: 'workFolder', path });
    });
  }
}
