import { Command, Option } from 'commander';
import { type RipRequest, rip, ripDefaults } from '#engine/index.ts';
import { checksumAlgorithms, defaultReadOptions, discKinds, joinRanges, readModes } from '#model/index.ts';
import {
  imageName,
  oneOf,
  path,
  sectorRanges,
  serverUrl,
  signedNumber,
  someOf,
  wholeNumber,
} from '../arguments.ts';
import type { CommandContext } from '../command-context.ts';
import { followRip } from '../follow-rip.ts';
import { openTarget } from '../open-target.ts';
import { musicBrainzOf, type RipFlags, readTags } from './rip-flags.ts';

/** `disk2iso rip`: reads a disc, or an image in an image drive, into a new image. */
export function ripCommand(context: CommandContext): Command {
  const defaults = defaultReadOptions;
  return new Command('rip')
    .description('Read a disc into an image, or an audio CD into FLAC files, with checksums and history.')
    .argument(
      '<device|image>',
      'a drive (sr0, /dev/sr0, /dev/disk/by-id/…) or an image file (.iso, .cue, .toc)',
    )
    .addOption(
      new Option('--mode <mode>', `how to read: ${readModes.join(', ')}`)
        .argParser(oneOf('--mode', readModes))
        .default('standard'),
    )
    .option('--output <dir>', 'folder for the image', path('--output'), '.')
    .option('--name <name>', 'name of the image (default: from the label of the disc)', imageName('--name'))
    .option(
      '--work <dir>',
      'folder for the unfinished image (default: .disk2iso in --output)',
      path('--work'),
    )
    .option('--verify', 'read everything a second time and compare')
    .option(
      '--retries <n>',
      'passes over bad sectors in rescue',
      wholeNumber('--retries', { min: 0, max: 100, unit: 'passes' }),
      defaults.retries,
    )
    .option('--no-reverse', 'leave out the last rescue passes, from the end backwards')
    .option(
      '--cluster <n>',
      'sectors to copy at a time; 16 suits DVDs',
      wholeNumber('--cluster', { min: 1, max: 1024, unit: 'sectors' }),
    )
    .option(
      '--speed <kBps>',
      'limit of the reading speed in kB/s (a drive reads more quietly, and some discs better)',
      wholeNumber('--speed', { min: 1, max: 10_000_000, unit: 'kB/s' }),
    )
    .option('--exclude <first[-last]>', 'sectors to leave alone; may be repeated', sectorRanges('--exclude'))
    .option(
      '--give-up <seconds>',
      'end rescue when nothing could be read for so long',
      wholeNumber('--give-up', { min: 1, max: 10_000_000, unit: 'seconds' }),
    )
    .addOption(
      new Option('--on-error <what>', 'at the first read error of standard: rescue, fail')
        .argParser(oneOf('--on-error', ['rescue', 'fail']))
        .default('rescue'),
    )
    .option(
      '--domain <size>',
      'size to read: fs (of the files) or cap (whole disc)',
      oneOf('--domain', ['fs', 'cap']),
    )
    .option(
      '--kind <kind>',
      `kind of disc, if it is recognised wrongly: ${discKinds.join(', ')}`,
      oneOf('--kind', discKinds),
    )
    .option(
      '--read-offset <samples>',
      'audio: how many samples too early the drive reads (its model decides)',
      signedNumber('--read-offset', { min: -10_000, max: 10_000, unit: 'samples' }),
      defaults.readOffsetSamples,
    )
    .option('--tags <file>', 'audio: titles to write, as `disk2iso tags` prints them', path('--tags'))
    .option(
      '--musicbrainz [seconds]',
      'audio: ask MusicBrainz for titles, and wait so long at most (default: 10)',
      wholeNumber('--musicbrainz', { min: 1, max: 600, unit: 'seconds' }),
    )
    .option(
      '--musicbrainz-server <url>',
      'a mirror of MusicBrainz to ask instead',
      serverUrl('--musicbrainz-server'),
    )
    .option('--subchannels', 'clone of a CD: keep the sub-channels R-W as well (CD+G)')
    .addOption(
      new Option('--sums <list>', `checksums to make, of ${checksumAlgorithms.join(', ')}`)
        .argParser(someOf('--sums', checksumAlgorithms))
        .default(['sha256', 'md5'], 'sha256,md5'),
    )
    .option('--sort', 'put the image into audio/, dvd/, bd/ or data/ below --output')
    .option('--eject', 'open the tray when everything could be read')
    .option(
      '--bad <first[-last]>',
      'images only: sectors that shall be unreadable; may be repeated',
      sectorRanges('--bad'),
    )
    .option(
      '--rate <kBps>',
      'images only: speed of the drive to imitate, in kB/s',
      wholeNumber('--rate', { min: 1, max: 10_000_000, unit: 'kB/s' }),
    )
    .option('--json', 'one JSON object a line')
    .addHelpText(
      'after',
      '\nAn interrupted reading keeps all it has read; the same command goes on with it.\nExit code 3: an image was made, but not every sector could be read.',
    )
    .action(async (target: string, flags: RipFlags) => {
      context.setExitCode(await runRip(target, flags, context));
    });
}

async function runRip(target: string, flags: RipFlags, { io }: CommandContext): Promise<number> {
  const drive = await openTarget(target, {
    badSectors: flags.bad === undefined ? null : joinRanges(flags.bad),
    rateKBps: flags.rate ?? null,
  });
  const request: RipRequest = {
    ...ripDefaults,
    drive,
    mode: flags.mode,
    options: {
      retries: flags.retries,
      reversePass: flags.reverse,
      clusterSectors: flags.cluster ?? null,
      readSpeedKBps: flags.speed ?? null,
      excluded: joinRanges(flags.exclude ?? []),
      giveUpAfterSeconds: flags.giveUp ?? null,
      verify: flags.verify === true,
      onReadError: flags.onError,
      readOffsetSamples: flags.readOffset,
      subChannels: flags.subchannels === true,
    },
    kind: flags.kind ?? null,
    domain: flags.domain ?? null,
    outputFolder: flags.output,
    sortByKind: flags.sort === true,
    baseName: flags.name ?? null,
    workFolder: flags.work ?? null,
    checksums: flags.sums,
    tags: flags.tags === undefined ? null : await readTags(flags.tags),
    musicBrainz: musicBrainzOf(flags),
  };
  const { exitCode } = await followRip(rip, request, {
    io,
    isJson: flags.json === true,
    eject: flags.eject === true,
  });
  return exitCode;
}
