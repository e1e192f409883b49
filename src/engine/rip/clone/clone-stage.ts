import { join } from 'node:path';
import type { Track } from '#model/index.ts';
import { tagsFromFacts } from '../../audio/index.ts';
import { cdFactsOf, type DiscSheet, joinSessions, openSheet } from '../../sheet/index.ts';
import { AudioProgress } from '../audio/audio-progress.ts';
import { Paused } from '../audio/read-track-once.ts';
import { sectorsOf } from '../job/job-size.ts';
import type { SessionRecord } from '../job/job-state.ts';
import type { Run } from '../run-context.ts';
import type { PauseReason } from '../watch/reading-watch.ts';
import { DriveSessions } from './clone-from-drive.ts';
import { SheetSessions } from './clone-from-sheet.ts';
import { type SessionSource, sessionFileNames } from './session-source.ts';

/**
 * Clones every session of a CD that is not done: all sectors into a `.bin` with its `.toc`, and the audio a second time,
 * since cdrdao does not tell of audio that it could not read. Returns why if it was paused; finished sessions are kept
 * then, the one under way begins again.
 * Errors: `DRIVE_HUNG`, `TOOL_MISSING`, `TOOL_FAILED`, `OUTPUT_NOT_WRITABLE`.
 */
export async function runCloneStage(run: Run): Promise<PauseReason | null> {
  const { job, folder, medium } = run;
  await folder.makeParts();
  try {
    const source: SessionSource = medium.isSheet ? await SheetSessions.open(run) : new DriveSessions(run);
    const sessionCount = await source.prepare();
    const progress = new AudioProgress(run, 0);
    for (let session = 1; session <= sessionCount; session += 1) {
      const tracks = job.state.disc.tracks.filter((track) => track.session === session);
      const done = job.state.sessions.find((record) => record.session === session);
      if (done === undefined) {
        const record = await source.read(session, tracks, progress);
        await job.update({ sessions: [...job.state.sessions, record] });
        for (const { result } of record.audio) run.onEvent({ type: 'track', result });
        showSession(run, tracks, record);
      } else {
        progress.skip(sectorsOf(tracks), 1);
        progress.skip(sectorsOf(tracks.filter(({ type }) => type === 'audio')), 1);
        showSession(run, tracks, done);
      }
    }
    await describeDisc(run);
    return null;
  } catch (error) {
    if (error instanceof Paused) return error.reason;
    throw error;
  }
}

/** Keeps in the job what all the sessions tell of the disc. */
async function describeDisc({ job, folder, onEvent }: Run): Promise<void> {
  const sheets: DiscSheet[] = [];
  for (const { session } of job.state.sessions) {
    sheets.push((await openSheet(join(folder.parts, sessionFileNames(session).toc))).sheet);
  }
  const facts = cdFactsOf(joinSessions(sheets));
  const tags = tagsFromFacts(facts);
  await job.update({ facts, tags });
  onEvent({ type: 'cd', facts, tags });
}

/** Puts a session that is done into the map of the disc. */
function showSession(
  run: Run,
  tracks: readonly Track[],
  { session, badSectors, audio }: SessionRecord,
): void {
  const [first] = tracks;
  const last = tracks.at(-1);
  if (run.discMap === null || first === undefined || last === undefined) return;
  const range = { firstLba: first.startLba, lastLba: last.startLba + last.sectorCount - 1 };
  const lost = audio.flatMap(({ result }) => result.lostSectors);
  run.discMap.setRange(`session ${session}`, range, [...badSectors, ...lost]);
  run.onEvent({ type: 'map', map: run.discMap.snapshot() });
}
