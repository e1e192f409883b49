import type { LiveEvent } from '../../../src/model/live-event.ts';

/** What tabs tell one another. `want`: jobs that a tab shows; `state`: whether the leader hears the server. */
export type TabMessage =
  | { readonly type: 'want'; readonly tab: string; readonly jobs: readonly string[] }
  | { readonly type: 'leave'; readonly tab: string }
  | { readonly type: 'who-leads' }
  | { readonly type: 'state'; readonly isConnected: boolean }
  | { readonly type: 'event'; readonly event: LiveEvent | { readonly type: 'hello' } };

/** What the server tells as it happens; `hello`: the stream begins, from here on nothing is missed. */
export type StreamEvent = Extract<TabMessage, { type: 'event' }>['event'];

const name = 'disk2iso.live';

/** A line to all other tabs of this browser. Browsers without it have only this tab. */
export function openChannel(listen: (message: TabMessage) => void): {
  send(message: TabMessage): void;
  close(): void;
} {
  if (typeof BroadcastChannel === 'undefined') return { send: () => undefined, close: () => undefined };
  const channel = new BroadcastChannel(name);
  channel.onmessage = ({ data }: MessageEvent<TabMessage>) => listen(data);
  return { send: (message) => channel.postMessage(message), close: () => channel.close() };
}
