import { AppError, SECTOR_BYTES, type ToolRun } from '#model/index.ts';
import { type ExecResult, exec } from '../exec/index.ts';
import { fileTooLargeError } from '../files/file-errors.ts';
import { BlockMap } from './block-map.ts';
import type { ReadTask, WorkFiles } from './data-reader.ts';
import { DdrescueOutputParser, type DdrescueStatus } from './ddrescue-output.ts';
import { MapKeeper } from './map-keeper.ts';
import { mediumArguments } from './medium-arguments.ts';
import { repeat } from './repeat.ts';

/** One run of ddrescue over the bytes from `startByte` to `endByte` of a medium. */
export type DdrescueRun = {
  readonly task: Pick<ReadTask, 'medium' | 'options' | 'mapIntervalSeconds' | 'inheritedFds' | 'onToolRun'>;
  readonly files: WorkFiles;
  readonly startByte: number;
  readonly endByte: number;
  /** Flags of this pass, for example `['-n', '-X0']`. */
  readonly passFlags: readonly string[];
  readonly onStatus: (status: DdrescueStatus) => void;
  readonly onMap: (map: BlockMap) => void;
  /** See `ReadTask.syncImage`; called before each snapshot is kept. */
  readonly syncImage: () => Promise<void>;
};

/** How ddrescue ended. Its exit status says nothing of bad sectors: judge by the map. */
export type DdrescueEnding = {
  readonly ending: 'finished' | 'too-many-errors' | 'gave-up' | 'interrupted';
  readonly map: BlockMap;
};

/** Interval at which the mapfile is looked at. */
const snapshotIntervalMs = 1000;

/**
 * Runs ddrescue once, reports its status and every valid snapshot of the map. On abort it is stopped with its map
 * saved. The last snapshot is taken after it has ended.
 * Errors: `NO_SPACE`, `OUTPUT_NOT_WRITABLE`, `NO_DISC`, `DRIVE_MISSING`, `DRIVE_HUNG`, `TOOL_MISSING`, `TOOL_FAILED`.
 */
export async function runDdrescue(run: DdrescueRun, signal: AbortSignal): Promise<DdrescueEnding> {
  const keeper = new MapKeeper(run.files, run.endByte);
  // ddrescue asks on the terminal when it cannot write its map, and spins at the end of input: end it ourselves.
  const stuck = new AbortController();
  const parser = new DdrescueOutputParser(run.onStatus);
  const takeSnapshot = async () => {
    try {
      const map = await keeper.snapshot(run.syncImage);
      if (map !== null) run.onMap(map);
    } catch (error) {
      // Reading on would only make more that is lost.
      stuck.abort();
      throw error;
    }
  };
  const snapshots = repeat(takeSnapshot, snapshotIntervalMs);
  let result: ExecResult;
  try {
    result = await exec('ddrescue', await ddrescueArguments(run), {
      signal: AbortSignal.any([signal, stuck.signal]),
      parentDeathSignal: 'TERM', // ddrescue saves its map on SIGTERM
      inheritedFds: run.task.inheritedFds,
      onStdout: (chunk) => parser.feed(chunk),
      onStderr: (chunk) => {
        if (chunk.includes('Error writing mapfile')) stuck.abort();
      },
    });
  } finally {
    await snapshots.stop();
  }
  parser.end();
  run.task.onToolRun(describe(result));
  await run.syncImage();
  const map = (await keeper.restore()) ?? BlockMap.untried(run.endByte);
  run.onMap(map);
  return {
    ending: judge(result, parser.messages, { isAborted: signal.aborted, imagePath: run.files.image }),
    map,
  };
}

async function ddrescueArguments({
  task,
  files,
  startByte,
  endByte,
  passFlags,
}: DdrescueRun): Promise<string[]> {
  const { medium, options } = task;
  return [
    `-b${SECTOR_BYTES}`,
    ...passFlags,
    ...(options.clusterSectors === null ? [] : [`-c${options.clusterSectors}`]),
    `--mapfile-interval=${task.mapIntervalSeconds}`,
    ...(await mediumArguments(medium, options, files.folder, endByte)),
    `-i${startByte}`,
    `-s${endByte - startByte}`,
    '-o0',
    // A drive may report a smaller disc than the one the map was begun in.
    ...(medium.sizeBytes < endByte ? ['-C'] : []),
    '--',
    medium.path,
    files.image,
    files.map,
  ];
}

function judge(
  result: ExecResult,
  messages: readonly string[],
  { isAborted, imagePath }: { isAborted: boolean; imagePath: string },
): DdrescueEnding['ending'] {
  const stderr = result.stderr.toString('utf8');
  const said = `${messages.join('\n')}\n${stderr}`;
  const details = { exitCode: result.exitCode, stderr: stderr.slice(-2000) };
  if (/No space left on device|Disk quota exceeded/.test(said)) {
    throw new AppError('NO_SPACE', 'The working folder ran out of space; everything read so far is kept.', {
      details,
    });
  }
  if (said.includes('File too large')) {
    throw fileTooLargeError({ field: 'workFolder', path: imagePath }, { details });
  }
  if (/Error writing mapfile|Write error|Can't create|Can't open output file/.test(said)) {
    throw new AppError('OUTPUT_NOT_WRITABLE', 'The working folder cannot be written to any more.', {
      details,
    });
  }
  if (isAborted) return 'interrupted';
  if (said.includes('No medium found'))
    throw new AppError('NO_DISC', 'There is no disc in the drive.', { details });
  if (/No such (device|file)|Input file disappeared|Can't open input file/.test(said)) {
    throw new AppError('DRIVE_MISSING', 'The drive or its disc cannot be opened any more.', { details });
  }
  if (said.includes('Too many read errors')) return 'too-many-errors';
  if (said.includes('Timeout expired')) return 'gave-up';
  if (result.exitCode === 0) return 'finished';
  throw new AppError('TOOL_FAILED', `ddrescue ended with exit status ${result.exitCode ?? result.signal}.`, {
    details,
  });
}

function describe(result: ExecResult): ToolRun {
  return {
    tool: 'ddrescue',
    version: null,
    commandLine: [result.program, ...result.args],
    startedAt: result.startedAt.toISOString(),
    endedAt: result.endedAt.toISOString(),
    exitCode: result.exitCode,
  };
}
