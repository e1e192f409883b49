import type { Disc, DriveInfo, DriveProfile, DriveState } from '#model/index.ts';

/** A drive as people see it. One that is not connected is known all the same, as `offline`. */
export type DriveView = {
  /** Belongs to the hardware; see `driveKey`. */
  readonly key: string;
  readonly info: DriveInfo;
  readonly state: DriveState;
  /** The disc that is in; `null` without one, or before it was identified. */
  readonly disc: Disc | null;
  /** Changes with every disc put in. */
  readonly sequence: string | null;
  /** Why the disc could not be identified. */
  readonly discError: string | null;
  readonly profile: DriveProfile;
  readonly faultySince: string | null;
  /** Who uses it now: `job:<uuid>`, `identify`, `eject`; `null` if nobody does. */
  readonly holder: string | null;
};

/** What the drives room tells. `disc` comes once for each disc that was put in (or found at the start). */
export type DriveNotice =
  | { readonly type: 'changed'; readonly key: string }
  | { readonly type: 'disc'; readonly key: string; readonly disc: Disc; readonly sequence: string }
  | { readonly type: 'free'; readonly key: string }
  | { readonly type: 'eject-requested'; readonly key: string };
