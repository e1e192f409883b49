import { useQueryClient } from '@tanstack/react-query';
import {
  createContext,
  type ReactNode,
  use,
  useEffect,
  useMemo,
  useState,
  useSyncExternalStore,
} from 'react';
import type { Notice } from '../../../src/model/live-event.ts';
import type { Cells, Progress } from '../api/types.ts';
import { EventApplier } from './apply-event.ts';
import { LiveFigures } from './live-figures.ts';
import { LiveHub } from './live-hub.ts';

type Live = { readonly hub: LiveHub; readonly figures: LiveFigures; readonly wants: Wants };
const Context = createContext<Live | null>(null);

/** Connects everything below it with the server's live events. */
export function LiveProvider({ children }: { children: ReactNode }) {
  const cache = useQueryClient();
  const [live] = useState(() => {
    const hub = new LiveHub();
    return { hub, figures: new LiveFigures(), wants: new Wants((jobs) => hub.want(jobs)) };
  });
  useEffect(() => {
    const applier = new EventApplier(cache, live.figures);
    const end = live.hub.listen((event) => applier.apply(event));
    const endWatch = applier.start();
    live.hub.start();
    return () => {
      end();
      endWatch();
      live.hub.stop();
    };
  }, [cache, live]);
  return <Context value={live}>{children}</Context>;
}

function useLive(): Live {
  const live = use(Context);
  if (live === null) throw new Error('There is no LiveProvider above.');
  return live;
}

/** Whether the server is heard; `null` before the first answer. */
export function useIsConnected(): boolean | null {
  const { hub } = useLive();
  return useSyncExternalStore(hub.listenToState, hub.isConnected);
}

/** Figures and sector map of a running job as they come; `null` while it does not run. */
export function useLiveFigures(uuid: string): { progress: Progress | null; map: Cells | null } {
  const { figures } = useLive();
  return useSyncExternalStore(
    useMemo(() => (listener: () => void) => figures.listen(uuid, listener), [figures, uuid]),
    () => figures.get(uuid),
  );
}

/** Asks for live figures of these jobs while the component is there. */
export function useWantJobs(uuids: readonly string[]): void {
  const { wants } = useLive();
  const key = uuids.join(',');
  useEffect(() => wants.add(key === '' ? [] : key.split(',')), [wants, key]);
}

/** Calls back with each notice. */
export function useNotices(onNotice: (notice: Notice) => void): void {
  const { hub } = useLive();
  useEffect(
    () =>
      hub.listen((event) => {
        if (event.type === 'notice') onNotice(event.notice);
      }),
    [hub, onNotice],
  );
}

/** All jobs that components of this tab ask for. */
class Wants {
  readonly #tell: (jobs: readonly string[]) => void;
  readonly #lists = new Set<readonly string[]>();

  constructor(tell: (jobs: readonly string[]) => void) {
    this.#tell = tell;
  }

  add(jobs: readonly string[]): () => void {
    this.#lists.add(jobs);
    this.#tell([...new Set([...this.#lists].flat())]);
    return () => {
      this.#lists.delete(jobs);
    };
  }
}
