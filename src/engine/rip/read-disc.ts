import type { BlockMap } from '../read/index.ts';
import { runAudioStage } from './audio/audio-stage.ts';
import { runCdStage } from './audio/cd-stage.ts';
import { runCloneStage } from './clone/clone-stage.ts';
import { type DataPart, runDataStage } from './data/data-stage.ts';
import { dataBytes } from './job/job-domain.ts';
import type { Run } from './run-context.ts';
import type { PauseReason } from './watch/reading-watch.ts';

/** How the reading of a disc ended: with its data part, if it has one, whose follower whoever calls stops. */
export type DiscReading =
  | { readonly ending: 'finished'; readonly data: DataPart | null }
  | { readonly ending: 'paused'; readonly reason: PauseReason };

/** Reads all that the plan of the job names: sessions, or the data part and then the audio tracks. */
export async function readDisc(run: Run, before: BlockMap): Promise<DiscReading> {
  const { plan, domain, disc } = run.job.state;
  if (plan.type === 'sessions') {
    const reason = await runCloneStage(run);
    return reason === null ? { ending: 'finished', data: null } : { ending: 'paused', reason };
  }
  let data: DataPart | null = null;
  if (domain !== null) {
    const outcome = await runDataStage(run, domain, before);
    if (outcome.ending === 'paused') return outcome;
    data = outcome.data;
  }
  let isDone = false;
  try {
    if (plan.audioTracks.length > 0) {
      await runCdStage(run);
      const reason = await runAudioStage(run, dataBytes(disc, domain));
      if (reason !== null) return { ending: 'paused', reason };
    }
    isDone = true;
    return { ending: 'finished', data };
  } finally {
    if (!isDone) await data?.follower.stop();
  }
}
