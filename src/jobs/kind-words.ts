import type { JobKind } from '#model/index.ts';

/** How a kind of job stops; the words go into the timeline. */
type StopWords = {
  /** Whether what it has made so far lies in its working folder: goes on from there, and into the trash when cancelled. */
  readonly keepsFiles: boolean;
  readonly paused: string;
  readonly cancelled: string;
};

const reading: StopWords = {
  keepsFiles: true,
  paused: 'Paused. Everything that was read is kept.',
  cancelled: 'What was read is in the trash for 24 hours.',
};
const making: StopWords = {
  keepsFiles: true,
  paused: 'Paused. What was made so far is kept.',
  cancelled: 'What was made so far is in the trash for 24 hours.',
};
const changing: StopWords = {
  keepsFiles: false,
  paused: 'Paused. It begins anew; the image is what it was.',
  cancelled: 'The image is what it was.',
};

const words: Readonly<Record<JobKind, StopWords>> = {
  read: reading,
  verify: changing,
  compress: changing,
  expand: changing,
  move: changing,
  import: {
    keepsFiles: false,
    paused: 'Paused. What was imported stays in the library.',
    cancelled: 'What was imported stays in the library.',
  },
  build: making,
  merge: making,
  upload: {
    keepsFiles: false,
    paused: 'Paused. What has arrived at the target is kept, and so is the image here.',
    cancelled: 'The image here stays what it is.',
  },
};

/** How a kind of job stops. */
export function stopWordsOf(kind: JobKind): StopWords {
  return words[kind];
}
