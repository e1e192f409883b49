import { joinRanges, SECTOR_BYTES } from '#model/index.ts';
import { isoHoles } from '../../disc/index.ts';
import type { Medium } from '../../drive/index.ts';
import { ChecksumFollower } from '../../image/index.ts';
import { type BlockMap, RateMeter, type ReadEvent, readAgainAndCompare, repeat } from '../../read/index.ts';
import { makeCookedView, openSheet } from '../../sheet/index.ts';
import type { Domain } from '../job/job-domain.ts';
import { idle, log, type Run } from '../run-context.ts';
import { type PauseReason, ReadingWatch } from '../watch/reading-watch.ts';
import { ImageFile } from './image-file.ts';
import { type ReadStage, runReadStage } from './read-stage.ts';
import { countRunOut } from './run-out.ts';

/** The data part of a disc, read and durable; its sums are still being taken by `follower`. */
export type DataPart = {
  readonly map: BlockMap;
  readonly sizeBytes: number;
  readonly runOutSectors: number;
  readonly follower: ChecksumFollower;
};

/** How the data part ended. */
export type DataOutcome =
  | { readonly ending: 'finished'; readonly data: DataPart }
  | { readonly ending: 'paused'; readonly reason: PauseReason };

/**
 * Reads the data part of a disc into `image.iso`, and a second time where asked for. Whoever calls stops the follower.
 * Errors: as `runReadStage`.
 */
export async function runDataStage(run: Run, domain: Domain, before: BlockMap): Promise<DataOutcome> {
  const { job, folder, request } = run;
  await run.tools.learn('ddrescue');
  // Opened before anything is written: a write that fails on its way to the disk is told to each descriptor once.
  await using image = await ImageFile.open(folder.files.image);
  const follower = new ChecksumFollower({ path: folder.files.image, algorithms: request.checksums });
  follower.start();
  let isDone = false;
  try {
    const stage = await prepareStage(run, domain, { image, follower });
    const outcome = await runReadStage(stage);
    const { map } = outcome;
    showMap(run, map);
    if (map.rescuedBytes > before.rescuedBytes) await job.update({ secondRead: null });
    if (outcome.ending === 'paused') return outcome;

    const runOutSectors = countRunOut(map, domain, job.state);
    const sizeBytes = domain.sizeBytes - runOutSectors * SECTOR_BYTES;
    await image.settle(sizeBytes);
    if (request.options.verify) {
      const reason = await readAgain(run, stage, { map, follower });
      if (reason !== null) return { ending: 'paused', reason };
    }
    isDone = true;
    return { ending: 'finished', data: { map, sizeBytes, runOutSectors, follower } };
  } finally {
    if (!isDone) await follower.stop();
  }
}

async function prepareStage(
  run: Run,
  domain: Domain,
  { image, follower }: { image: ImageFile; follower: ChecksumFollower },
): Promise<ReadStage> {
  const { job, folder, request } = run;
  return {
    task: {
      medium: await dataMedium(run),
      domain,
      options: {
        ...request.options,
        excluded: joinRanges([...request.options.excluded, ...isoHoles(job.state.disc)]),
      },
      files: folder.files,
      mapIntervalSeconds: request.mapIntervalSeconds,
      inheritedFds: run.inheritedFds,
      syncImage: () => image.sync(),
      onToolRun: run.tools.record,
    },
    job,
    guard: run.guard,
    onReadEvent: (event) => onReadEvent(run, event, follower),
    onEvent: run.onEvent,
    signal: run.signal,
  };
}

/** What ddrescue reads: the drive or image itself, or what the data sectors of a sheet's disc hold. */
async function dataMedium({ medium, folder, signal }: Run): Promise<Medium> {
  if (!medium.isSheet) return medium;
  await folder.makeParts();
  const view = await makeCookedView(await openSheet(medium.path), folder.parts, { signal });
  return {
    ...medium,
    path: view.path,
    isSheet: false,
    badSectors: joinRanges([...medium.badSectors, ...view.badSectors]),
  };
}

function onReadEvent(run: Run, event: ReadEvent, follower: ChecksumFollower): void {
  switch (event.type) {
    case 'progress': {
      const { progress } = event;
      const bytesTotal = Math.max(progress.bytesTotal, run.progress.readBytes);
      run.onEvent({ type: 'progress', progress: run.progress.of('read', { ...progress, bytesTotal }) });
      return;
    }
    case 'map':
      showMap(run, event.map);
      return;
    case 'confirmed':
      follower.advance(event.bytes);
      return;
    case 'log':
      log(run, event.level, event.message);
      return;
    case 'pass-done':
      return;
  }
}

function showMap({ discMap, onEvent }: Run, map: BlockMap): void {
  if (discMap === null) {
    onEvent({ type: 'map', map });
    return;
  }
  discMap.set(
    'data',
    map.blocks.filter(({ status }) => status !== '?'),
  );
  onEvent({ type: 'map', map: discMap.snapshot() });
}

/** The second, comparing read. Returns why if it was paused. */
async function readAgain(
  run: Run,
  { task, job, guard }: ReadStage,
  { map, follower }: { map: BlockMap; follower: ChecksumFollower },
): Promise<PauseReason | null> {
  if (!task.medium.supportsDirect) {
    const message =
      'This file system has no direct reads: the second read may come from memory and prove less.';
    log(run, 'warning', message);
  }
  const rate = new RateMeter();
  const watch = new ReadingWatch({ folder: task.files.folder, guard }, map);
  const tell = async (bytesDone: number) => {
    watch.seeProgress({ readErrors: 0, bytesDone });
    const progress = { ...idle, bytesDone, bytesTotal: map.sizeBytes, bytesPerSecond: rate.of(bytesDone) };
    const ofJob = run.progress.of('reread', { ...progress, phase: 'rereading' });
    run.onEvent({ type: 'progress', progress: ofJob });
  };
  let bytesDone = job.state.secondRead?.comparedBytes ?? 0;
  const ticker = repeat(() => tell(bytesDone), 1000);
  try {
    const { reason, result } = await watch.run(run.signal, (signal) =>
      readAgainAndCompare(task, {
        map,
        resumeFrom: job.state.secondRead,
        signal,
        isMediumPresent: async () => (await guard.check()) === null,
        onWindow: (secondRead) => job.update({ secondRead }),
        onPatched: () => follower.restart(),
        onBytes: (bytes) => {
          bytesDone = bytes;
          void tell(bytes);
        },
      }),
    );
    if (reason !== null) return reason;
    await job.update({ secondRead: result.result });
    return result.ending === 'finished' ? null : 'disc_missing';
  } finally {
    await ticker.stop();
  }
}
