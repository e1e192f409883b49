import type { Auth } from '#auth/index.ts';
import type { Drives } from '#drives/index.ts';
import type { JobRoom } from '#jobs/index.ts';
import type { Library } from '#library/index.ts';
import type { SystemRoom } from '#system/index.ts';

/** The use cases behind the calls. */
export type HttpRooms = {
  readonly jobRoom: JobRoom;
  readonly drives: Drives;
  readonly library: Library;
  readonly system: SystemRoom;
  readonly auth: Auth;
};
