import type { TargetSetup } from '#model/index.ts';
import { createFolderReceiver } from './folder-receiver.ts';
import type { Receiver } from './receiver.ts';
import type { Patience } from './s3-client.ts';
import { createS3Receiver } from './s3-receiver.ts';

/** What leads to a target: `secret` of S3 open, `marker` of a folder. */
export type Way = {
  readonly setup: TargetSetup;
  readonly secret: string | null;
  readonly marker: string | null;
};

/** The receiver at the end of a way. */
export function openReceiver({ setup, secret, marker }: Way, patience: Patience): Receiver {
  switch (setup.kind) {
    case 's3':
      return createS3Receiver(setup, secret ?? '', patience);
    case 'folder':
      return createFolderReceiver(setup.path, marker);
    default:
      return setup satisfies never;
  }
}
