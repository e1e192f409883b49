import type { Auth } from '#auth/index.ts';
import type { Backups } from '#backup/index.ts';
import type { Drives } from '#drives/index.ts';
import type { JobRoom } from '#jobs/index.ts';
import type { Library } from '#library/index.ts';
import type { Notify } from '#notify/index.ts';
import type { SystemRoom } from '#system/index.ts';
import type { Targets } from '#targets/index.ts';

/** The use cases behind the calls. */
export type HttpRooms = {
  readonly jobRoom: JobRoom;
  readonly drives: Drives;
  readonly library: Library;
  readonly system: SystemRoom;
  readonly auth: Auth;
  readonly backups: Backups;
  readonly notify: Notify;
  readonly targets: Targets;
};
