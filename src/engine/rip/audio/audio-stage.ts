import { AppError, countSectors, RAW_SECTOR_BYTES, type SectorRange, type Track } from '#model/index.ts';
import { makeParanoiaView, openSheet } from '../../sheet/index.ts';
import { audioTracksOf } from '../job/job-size.ts';
import type { TrackRecord } from '../job/job-state.ts';
import type { Run } from '../run-context.ts';
import type { PauseReason } from '../watch/reading-watch.ts';
import { AudioProgress } from './audio-progress.ts';
import { finishTrack } from './audio-track-files.ts';
import { type Readings, readTrack } from './audio-track-readings.ts';

/**
 * Reads every audio track of the plan that is not done into a FLAC file of its own. A track that is damaged, or cannot be
 * read at all, never stops the others. Returns why if it was paused; finished tracks are kept then, the one under way
 * begins again.
 * Errors: `READ_ERROR` after the last track, if one is damaged and `onReadError` is `fail`; `DRIVE_HUNG`, `TOOL_MISSING`,
 * `TOOL_FAILED`, `OUTPUT_NOT_WRITABLE`.
 */
export async function runAudioStage(run: Run, bytesBefore: number): Promise<PauseReason | null> {
  const { job, folder } = run;
  const tracks = audioTracksOf(job.state);
  for (const tool of ['cd-paranoia', 'flac']) await run.tools.learn(tool);
  await folder.makeParts();
  const devicePath = await audioDevice(run);
  const progress = new AudioProgress(run, bytesBefore);
  for (const track of tracks) {
    const before = job.state.tracks.find(({ result }) => result.number === track.number) ?? null;
    if (before !== null) {
      showTrack(run, track, before.result.lostSectors);
      if (isFinal(before, run)) {
        progress.skip(track.sectorCount, readingsPerTrack(run));
        progress.lose(before.result.lostSectors);
        continue;
      }
    }
    const outcome = await readTrack(run, { track, devicePath, before, progress });
    if (outcome.ending === 'paused') return outcome.reason;
    await keep(run, track, outcome.readings);
    progress.lose(outcome.readings.lost);
  }
  refuseDamage(run);
  return null;
}

/** What cd-paranoia opens: the drive, or the disc of a sheet in a form that it understands. */
export async function audioDevice({ medium, folder, signal }: Run): Promise<string> {
  if (!medium.isSheet) return medium.path;
  await folder.makeParts();
  return makeParanoiaView(await openSheet(medium.path), folder.parts, { signal });
}

const readingsPerTrack = ({ request }: Run) => (request.options.verify ? 2 : 1);

/** Whether there is nothing more to try with a track. */
function isFinal({ result, wasRescued, secondRead }: TrackRecord, { request }: Run): boolean {
  const isWhole = result.quality === 'good' || result.quality === 'repaired';
  const isProved = !request.options.verify || secondRead !== null;
  return isWhole ? isProved : wasRescued || request.options.onReadError === 'fail';
}

async function keep(run: Run, track: Track, readings: Readings): Promise<void> {
  const { job } = run;
  const record = await finishTrack(run, track, readings);
  const others = job.state.tracks.filter(({ result }) => result.number !== track.number);
  const all = [...others, record].sort((a, b) => a.result.number - b.result.number);
  await job.update({ tracks: all });
  showTrack(run, track, record.result.lostSectors);
  run.onEvent({ type: 'track', result: record.result });
}

/** Puts a track that is done into the map of the disc. */
export function showTrack(run: Run, track: Track, lost: readonly SectorRange[]): void {
  if (run.discMap === null) return;
  const range = { firstLba: track.startLba, lastLba: track.startLba + track.sectorCount - 1 };
  run.discMap.setRange(`track ${track.number}`, range, lost);
  run.onEvent({ type: 'map', map: run.discMap.snapshot() });
}

/** With `onReadError: 'fail'` a damaged track is an error, after all others were read. */
function refuseDamage({ job, request, folder }: Run): void {
  if (request.options.onReadError !== 'fail' || request.mode === 'rescue') return;
  const damaged = job.state.tracks
    .map(({ result }) => result)
    .filter(({ lostSectors }) => lostSectors.length > 0);
  const [first] = damaged;
  if (first === undefined) return;
  const numbers = damaged.map(({ number }) => number).join(', ');
  const lostBytes =
    damaged.reduce((sum, { lostSectors }) => sum + countSectors(lostSectors), 0) * RAW_SECTOR_BYTES;
  throw new AppError(
    'READ_ERROR',
    `${damaged.length === 1 ? 'Track' : 'Tracks'} ${numbers} could not be read whole; ${lostBytes} bytes are missing. All other tracks were read and are kept.`,
    { details: { tracks: numbers, workFolder: folder.path } },
  );
}
