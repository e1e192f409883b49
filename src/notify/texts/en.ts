import type { Texts } from './text-types.ts';

const reasons = {
  user: 'Somebody paused it.',
  no_space: 'There is not enough free space. It goes on when there is.',
  disc_missing: 'The disc is missing. Put it back in, in any drive.',
  drive_missing: 'The drive is missing. Connect it again, or put the disc into another one.',
  target_missing: 'The storage that the image is sent to cannot be reached. It goes on when it is back.',
  output_missing: 'The folder for the image is missing. It goes on when it is back.',
} as const;

/** English. */
export const en: Texts = {
  events: {
    'job.completed': ({ disc, image }) => ({
      title: `Done: ${disc ?? image ?? 'job'}`,
      text: 'Everything was read and checked.',
    }),
    'job.damaged': ({ disc, image, bad }) => ({
      title: `Incomplete: ${disc ?? image ?? 'image'}`,
      text: `An image was made, but ${bad ?? 'a part'} of the disc could not be read.`,
    }),
    'job.failed': ({ disc, image }) => ({
      title: `Failed: ${disc ?? image ?? 'job'}`,
      text: 'The job failed. What was read is kept.',
    }),
    'job.waiting': ({ disc, image, reason }) => ({
      title: `Waiting: ${disc ?? image ?? 'job'}`,
      text: reasons[reason ?? 'user'],
    }),
    'image.damaged': ({ image }) => ({
      title: `Image has changed: ${image ?? 'unknown'}`,
      text: 'The image is not what its checksums say. Restore it from a copy, or read the disc again.',
    }),
    'disc.inserted': ({ disc, drive }) => ({
      title: `Disc in ${drive ?? 'a drive'}: ${disc ?? 'no name'}`,
      text: 'A disc was put in and recognised.',
    }),
    'drive.faulty': ({ drive }) => ({
      title: `Drive does not answer: ${drive ?? 'unknown'}`,
      text: 'Jobs leave it alone until it answers again. Switch it off and on if it does not.',
    }),
    'drive.gone': ({ drive }) => ({
      title: `Drive is gone: ${drive ?? 'unknown'}`,
      text: 'The drive is not connected any more.',
    }),
    'space.low': ({ path, free }) => ({
      title: `Little space left: ${path ?? 'unknown'}`,
      text: `Only ${free ?? 'little'} left. Jobs that need more will wait.`,
    }),
    'backup.failed': () => ({
      title: 'Backup failed',
      text: 'The backup of the schedule could not be made. It is tried again in an hour.',
    }),
    test: () => ({
      title: 'disk2iso: test',
      text: 'This is a test. If you read it, messages arrive.',
    }),
  },
  names: {
    disc: 'Disc',
    drive: 'Drive',
    image: 'Image',
    size: 'Size',
    bad: 'Not read',
    message: 'What happened',
    path: 'Folder',
    free: 'Free',
    at: 'Time',
  },
  open: 'Open in disk2iso',
  footer: 'You get this because of the notification settings of disk2iso.',
};
