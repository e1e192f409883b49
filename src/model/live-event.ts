import type { DriveView } from './drive-view.ts';
import type { Iso } from './iso.ts';
import type { Job, LogLine } from './job.ts';
import type { Cells, Progress } from './reading.ts';
import type { MetricsSample } from './system.ts';

/** Something that a person should hear of, wherever they are. `code` is the key of its translation. */
export type Notice = {
  readonly level: 'info' | 'warning' | 'error';
  readonly code: string;
  /** One English sentence. */
  readonly message: string;
  readonly jobUuid: string | null;
};

/**
 * What the server tells as it happens (Server-Sent Events: the type is the event's name, the rest its JSON data).
 * `/events/jobs/:uuid` has `status`, `progress`, `map`, `log`; `/events/system` the others and every `log`, and with `?jobs=` those too.
 */
export type LiveEvent =
  | { readonly type: 'status'; readonly job: Job }
  | { readonly type: 'progress'; readonly uuid: string; readonly progress: Progress }
  | { readonly type: 'map'; readonly uuid: string; readonly map: Cells }
  | { readonly type: 'log'; readonly line: Omit<LogLine, 'id'> }
  | { readonly type: 'drive'; readonly drive: DriveView | null; readonly key: string }
  | { readonly type: 'job'; readonly job: Job | null; readonly uuid: string }
  | { readonly type: 'iso'; readonly iso: Iso | null; readonly id: number }
  | { readonly type: 'metrics'; readonly sample: MetricsSample }
  | { readonly type: 'settings' }
  /** Channels of notifications, or messages on them, are otherwise than before. */
  | { readonly type: 'notifications' }
  /** DAT files have come, gone, or know other images than before. */
  | { readonly type: 'dats' }
  | { readonly type: 'notice'; readonly notice: Notice }
  /** The client missed something that nobody has any more: it fetches everything anew. */
  | { readonly type: 'reset' };
