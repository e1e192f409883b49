import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { subtractRanges, type Track } from '#model/index.ts';
import { writingError } from '../../files/file-errors.ts';
import {
  compareSheetSession,
  copySheetSession,
  formatTocSheet,
  type OpenedSheet,
  openSheet,
  rewriteTocFiles,
} from '../../sheet/index.ts';
import type { AudioProgress, SectorReading } from '../audio/audio-progress.ts';
import { watched } from '../audio/read-track-once.ts';
import { sectorsOf, spanOf } from '../job/job-size.ts';
import type { SessionRecord } from '../job/job-state.ts';
import type { Run } from '../run-context.ts';
import type { ReadingWatch } from '../watch/reading-watch.ts';
import { describeCopy } from './clone-proof.ts';
import { SessionCopy } from './session-copy.ts';
import { type SessionSource, sessionFileNames } from './session-source.ts';

/** Sessions of the sheet in an image drive: copied, and compared with what they were copied from. */
export class SheetSessions implements SessionSource {
  readonly #run: Run;
  readonly #opened: OpenedSheet;

  private constructor(run: Run, opened: OpenedSheet) {
    this.#run = run;
    this.#opened = opened;
  }

  /** Errors: those of `openSheet`. */
  static async open(run: Run): Promise<SheetSessions> {
    return new SheetSessions(run, await openSheet(run.medium.path));
  }

  async prepare(): Promise<number> {
    return Math.max(1, ...this.#opened.sheet.tracks.map(({ session }) => session));
  }

  async read(session: number, tracks: readonly Track[], progress: AudioProgress): Promise<SessionRecord> {
    const { folder, guard, signal, medium } = this.#run;
    const binPath = join(folder.parts, sessionFileNames(session).bin);
    const audioTracks = tracks.filter(({ type }) => type === 'audio');
    const copying = { phase: 'reading', pass: 1, sectorCount: sectorsOf(tracks), counts: true } as const;
    const comparing = { ...copying, phase: 'rereading', sectorCount: sectorsOf(audioTracks) } as const;
    const job = (own: AbortSignal, reading: SectorReading, watch: ReadingWatch) => ({
      session,
      binPath,
      scratchFolder: folder.parts,
      signal: own,
      onProgress: (at: { bytesDone: number; bytesTotal: number }) =>
        progress.tell(reading, { sectorsDone: shareOf(at, reading), readErrors: 0, lostSectors: 0 }, watch),
      ...(medium.rateKBps === null ? {} : { rateBytesPerSecond: medium.rateKBps * 1000 }),
    });
    const here = { folder: folder.path, guard, signal };
    const copy = await watched(here, (own, watch) =>
      copySheetSession(this.#opened, job(own, copying, watch)),
    );
    progress.endReading(copying, 0);
    const differing = await watched(here, (own, watch) =>
      compareSheetSession(this.#opened, job(own, comparing, watch)),
    );
    progress.endReading(comparing, 0);
    await this.#writeToc(session, copy);

    const audio: SessionRecord['audio'] = [];
    await using audioOfCopy = await SessionCopy.open(this.#run, session, tracks);
    for (const track of audioTracks)
      audio.push(await describeCopy(this.#run, { track, copy: audioOfCopy, differing }));
    return { session, badSectors: subtractRanges(differing, audioTracks.map(spanOf)), audio };
  }

  /** The original text where it still fits: it may say more than we understand. */
  async #writeToc(session: number, copy: Awaited<ReturnType<typeof copySheetSession>>): Promise<void> {
    const names = sessionFileNames(session);
    const original = copy.isVerbatim ? this.#opened.tocs[session - 1] : undefined;
    const text =
      original === undefined ? formatTocSheet(copy.sheet) : rewriteTocFiles(original.text, () => names.bin);
    const path = join(this.#run.folder.parts, names.toc);
    await writeFile(path, text).catch((cause: unknown) => {
      throw writingError(cause, { field: 'workFolder', path });
    });
  }
}

function shareOf(
  { bytesDone, bytesTotal }: { bytesDone: number; bytesTotal: number },
  { sectorCount }: SectorReading,
): number {
  return bytesTotal === 0 ? 0 : Math.floor((bytesDone / bytesTotal) * sectorCount);
}
