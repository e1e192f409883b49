import { Command } from 'commander';
import { type Drive, type DriveEvent, identifyDisc, listLinuxDrives, watchDrives } from '#engine/index.ts';
import { type Disc, type DriveInfo, isAppError } from '#model/index.ts';
import { type CommandContext, messageOf } from '../command-context.ts';
import { formatBytes, formatTable } from '../format.ts';
import { listenForInterrupt } from '../interrupt.ts';
import { type Io, styleOf } from '../io.ts';
import { jsonLine, printable } from '../printable.ts';
import { driveName, kindText, labelText } from '../view/disc-view.ts';

type DrivesFlags = { readonly watch?: boolean; readonly json?: boolean };

/** `disk2iso drives`: which drives there are and what is in them, once or from now on. */
export function drivesCommand({ io, setExitCode }: CommandContext): Command {
  return new Command('drives')
    .description('List drives and the discs in them.')
    .option('--watch', 'go on and tell every change, until Ctrl-C')
    .option('--json', 'one JSON object a line')
    .action(async (flags: DrivesFlags) => {
      if (flags.watch === true) await watch(io, flags.json === true);
      else await list(io, flags.json === true);
      setExitCode(0);
    });
}

/** The disc in a drive, or in words why nothing is known of it. */
type Content = { readonly disc: Disc | null; readonly problem: string | null };

async function list(io: Io, isJson: boolean): Promise<void> {
  const drives = await listLinuxDrives();
  const rows = await Promise.all(
    drives.map(async (drive) => {
      const state = await drive.state();
      return { info: drive.info, state, ...(state === 'ready' ? await contentOf(drive) : noContent) };
    }),
  );
  if (isJson) {
    for (const row of rows) io.stdout.write(`${jsonLine({ type: 'drive', ...row })}\n`);
    io.stdout.write(`${jsonLine({ type: 'result', exitCode: 0, drives: rows.length })}\n`);
    return;
  }
  if (rows.length === 0) {
    io.stdout.write(
      'No optical drive is connected. Image files can be read as well: disk2iso rip some.iso\n',
    );
    return;
  }
  const { isUnicode } = styleOf(io.stdout, io.env);
  const safe = (text: string | null) => (text === null ? '-' : printable(text, isUnicode));
  const header = ['DRIVE', 'MODEL', 'FIRMWARE', 'SERIAL', 'WHERE', 'STATE', 'DISC'];
  const table = rows.map(({ info, state, disc, problem }) => [
    safe(info.id),
    safe(driveName(info)),
    safe(info.firmware),
    safe(info.serial),
    safe(info.pathId ?? info.bus),
    state,
    disc === null ? safe(problem) : discText(disc, isUnicode),
  ]);
  for (const line of formatTable([header, ...table])) io.stdout.write(`${line}\n`);
}

async function watch(io: Io, isJson: boolean): Promise<void> {
  const interrupt = listenForInterrupt();
  const gone = new AbortController();
  io.stdout.on?.('error', () => gone.abort());
  const signal = AbortSignal.any([interrupt.signal, gone.signal]);
  try {
    await tellEvents(watchDrives({ signal }), { io, isJson, signal });
  } finally {
    interrupt.dispose();
  }
}

/** Tells what happens at the drives, and what disc has come into one; a disc that cannot be looked at is told as well. */
export async function tellEvents(
  events: AsyncIterable<DriveEvent>,
  { io, isJson, signal }: { io: Io; isJson: boolean; signal: AbortSignal },
): Promise<void> {
  const { isUnicode } = styleOf(io.stdout, io.env);
  const write = (object: Record<string, unknown>, text: string) => {
    io.stdout.write(isJson ? `${jsonLine(object)}\n` : `${clockTime()}  ${text}\n`);
  };
  // A slow disc must not hold up the news of other drives.
  const looks = new Set<Promise<void>>();
  const look = async (drive: Drive) => {
    const { disc, problem } = await contentOf(drive, signal);
    if (signal.aborted) return;
    const id = drive.info.id;
    const text = disc === null ? printable(problem ?? '', isUnicode) : discText(disc, isUnicode);
    write({ type: 'disc', id, disc, problem }, `${id}: ${text}`);
  };
  try {
    for await (const event of events) {
      write(eventObject(event), eventText(event, isUnicode));
      if (!('state' in event) || event.state !== 'ready') continue;
      const looking = look(event.drive).finally(() => looks.delete(looking));
      looks.add(looking);
    }
  } finally {
    await Promise.allSettled(looks);
  }
}

const noContent: Content = { disc: null, problem: null };

async function contentOf(drive: Drive, signal?: AbortSignal): Promise<Content> {
  try {
    const disc = await identifyDisc(await drive.medium(), signal === undefined ? {} : { signal });
    return { disc, problem: null };
  } catch (error) {
    // Whatever it is: the other drives are still to be told of.
    const isKnown = signal?.aborted || isAppError(error);
    return {
      disc: null,
      problem: isKnown ? messageOf(error) : `Something unexpected happened: ${messageOf(error)}`,
    };
  }
}

function discText(disc: Disc, isUnicode: boolean): string {
  const size = disc.fsBytes ?? disc.capBytes;
  const parts = [
    kindText(disc.kind),
    labelText(disc.label, isUnicode),
    ...(size === null ? [] : [formatBytes(size)]),
  ];
  return parts.join(', ');
}

function eventObject(event: DriveEvent): Record<string, unknown> {
  if (event.type === 'removed') return event;
  const { drive, ...rest } = event;
  return { ...rest, id: drive.info.id, info: drive.info };
}

function eventText(event: DriveEvent, isUnicode: boolean): string {
  const named = (info: DriveInfo) => `${info.id}: ${printable(driveName(info), isUnicode)}`;
  switch (event.type) {
    case 'added':
      return `${named(event.drive.info)} is connected, ${event.state}`;
    case 'removed':
      return `${named(event.info)} was unplugged`;
    case 'state':
      return event.state === event.previous
        ? `${event.drive.info.id}: the disc was changed`
        : `${event.drive.info.id}: ${event.state} (was ${event.previous})`;
    case 'eject-requested':
      return `${event.drive.info.id}: the eject button was pressed`;
  }
}

function clockTime(): string {
  return new Date().toTimeString().slice(0, 8);
}
