import type { Disc } from '#model/index.ts';

/** What the drives room tells. `disc` comes once for each disc that was put in (or found at the start). */
export type DriveNotice =
  | { readonly type: 'changed'; readonly key: string }
  | { readonly type: 'disc'; readonly key: string; readonly disc: Disc; readonly sequence: string }
  | { readonly type: 'free'; readonly key: string }
  | { readonly type: 'eject-requested'; readonly key: string };
