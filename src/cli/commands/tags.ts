import { Command } from 'commander';
import { proposeTags, type RipEvent } from '#engine/index.ts';
import { serverUrl, wholeNumber } from '../arguments.ts';
import type { CommandContext } from '../command-context.ts';
import { listenForInterrupt } from '../interrupt.ts';
import { openTarget } from '../open-target.ts';
import { printable } from '../printable.ts';
import { musicBrainzOf, type RipFlags } from './rip-flags.ts';

/** `disk2iso tags`: the titles that would be written into the music files, to be edited before the reading. */
export function tagsCommand({ io, setExitCode }: CommandContext): Command {
  return new Command('tags')
    .description('Print the titles of an audio CD as JSON, to be corrected and given to rip with --tags.')
    .argument('<device|image>', 'a drive (sr0, /dev/sr0, …) or a .cue or .toc file')
    .option(
      '--musicbrainz [seconds]',
      'ask MusicBrainz, and wait so long at most (default: 10)',
      wholeNumber('--musicbrainz', { min: 1, max: 600, unit: 'seconds' }),
    )
    .option(
      '--musicbrainz-server <url>',
      'a mirror of MusicBrainz to ask instead',
      serverUrl('--musicbrainz-server'),
    )
    .action(async (target: string, flags: Pick<RipFlags, 'musicbrainz' | 'musicbrainzServer'>) => {
      const interrupt = listenForInterrupt();
      const onEvent = (event: RipEvent) => {
        if (event.type === 'log') io.stderr.write(`${printable(event.message)}\n`);
      };
      try {
        const drive = await openTarget(target);
        const context = { signal: interrupt.signal, onEvent };
        const { tags } = await proposeTags(drive, musicBrainzOf(flags), context);
        io.stdout.write(`${JSON.stringify(tags, null, 2)}\n`);
        setExitCode(0);
      } finally {
        interrupt.dispose();
      }
    });
}
