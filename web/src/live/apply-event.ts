import type { InfiniteData, Query, QueryClient } from '@tanstack/react-query';
import type { DriveView, Iso, IsoDetail, Job, JobDetail, MetricsSample, Page } from '../api/types.ts';
import type { StreamEvent } from './live-channel.ts';
import type { LiveFigures } from './live-figures.ts';
import { isLongList } from './long-lists.ts';
import { StaleAnswers } from './stale-answers.ts';
import { Throttle } from './throttle.ts';

/** Samples of an hour. */
const maxSamples = 720;

type Lists<T> = InfiniteData<Page<T>> | undefined;

/** Puts what the server tells into the cache, so that every page is true without asking again. */
export class EventApplier {
  readonly #cache: QueryClient;
  readonly #figures: LiveFigures;
  readonly #stale: StaleAnswers;
  readonly #lists = new Throttle(400, (key) => {
    this.#refresh([key]);
  });

  constructor(cache: QueryClient, figures: LiveFigures) {
    this.#cache = cache;
    this.#figures = figures;
    this.#stale = new StaleAnswers(cache);
  }

  /** Begins to watch for answers that are older than what was heard. Returns what ends it. */
  start(): () => void {
    return this.#stale.start();
  }

  apply(event: StreamEvent): void {
    switch (event.type) {
      case 'hello':
      case 'reset':
        this.#refresh([]);
        return;
      case 'job':
        this.#job(event.uuid, event.job as Job | null);
        return;
      case 'status':
        this.#job(event.job.uuid, event.job as Job);
        return;
      case 'progress':
        this.#figures.set(event.uuid, { progress: event.progress });
        return;
      case 'map':
        this.#figures.set(event.uuid, { map: event.map as JobDetail['map'] });
        return;
      case 'log':
        this.#lists.ask('logs');
        return;
      case 'drive':
        this.#drive(event.key, event.drive as DriveView | null);
        return;
      case 'iso':
        this.#iso(event.id, event.iso as Iso | null);
        return;
      case 'metrics':
        this.#metrics(event.sample);
        return;
      case 'notifications':
        this.#refresh(['notifications']);
        return;
      case 'dats':
        this.#refresh(['isos', 'dats']);
        return;
      case 'settings':
        this.#refresh(['settings']);
        return;
      case 'notice':
        return;
      default:
        event satisfies never;
    }
  }

  #job(uuid: string, job: Job | null): void {
    this.#stale.mark(['job', uuid]);
    const known = this.#cache.getQueryData<JobDetail>(['job', uuid]);
    if (job === null) {
      this.#cache.removeQueries({ queryKey: ['job', uuid] });
      this.#patchLists<Job>('jobs', (item) => (item.uuid === uuid ? null : item));
      this.#lists.ask('jobs');
      this.#lists.ask('status');
      return;
    }
    if (job.status !== 'running') this.#figures.forget(uuid);
    if (known !== undefined && known.job.updatedAt <= job.updatedAt) {
      this.#cache.setQueryData<JobDetail>(['job', uuid], { ...known, job });
      // The timeline has grown with it.
      if (known.job.status !== job.status || known.job.wish !== job.wish) this.#refresh(['job', uuid]);
    }
    let before: Job | null = null;
    this.#patchLists<Job>('jobs', (item) => {
      if (item.uuid !== uuid || item.updatedAt > job.updatedAt) return item;
      before = item;
      return job;
    });
    const old = before as Job | null;
    if (
      old === null ||
      old.status !== job.status ||
      old.position !== job.position ||
      old.priority !== job.priority
    ) {
      this.#lists.ask('jobs');
      this.#lists.ask('status');
    }
  }

  #drive(key: string, drive: DriveView | null): void {
    this.#stale.mark(['drives']);
    this.#cache.setQueryData<Page<DriveView>>(['drives'], (page) => {
      if (page === undefined) return page;
      const isKnown = page.items.some((item) => item.key === key);
      const items =
        drive === null
          ? page.items.filter((item) => item.key !== key)
          : isKnown
            ? page.items.map((item) => (item.key === key ? drive : item))
            : [...page.items, drive];
      return { ...page, items, total: items.length };
    });
    this.#lists.ask('image-drives');
    this.#lists.ask('drive');
    this.#lists.ask('status');
  }

  #iso(id: number, iso: Iso | null): void {
    if (iso === null) {
      this.#cache.removeQueries({ queryKey: ['iso', id] });
    } else {
      this.#cache.setQueryData<IsoDetail>(['iso', id], (known) => known && { ...known, ...iso });
      this.#refresh(['iso', id]);
    }
    this.#patchLists<Iso>('isos', (item) => (item.id === id ? iso : item));
    this.#lists.ask('isos');
  }

  #metrics(sample: MetricsSample): void {
    this.#cache.setQueryData<{ samples: MetricsSample[] }>(['metrics'], (known) => {
      if (known === undefined || known.samples.at(-1)?.at === sample.at) return known;
      return { samples: [...known.samples, sample].slice(-maxSamples) };
    });
  }

  #patchLists<T>(name: string, patch: (item: T) => T | null): void {
    this.#cache.setQueriesData<InfiniteData<Page<T>>>({ queryKey: [name, 'list'] }, (known: Lists<T>) => {
      if (known === undefined) return known;
      const pages = known.pages.map((page) => ({
        ...page,
        items: page.items.map(patch).filter((item): item is T & {} => item !== null),
      }));
      return { ...known, pages };
    });
  }

  #refresh(queryKey: readonly unknown[]): void {
    this.#stale.mark(queryKey);
    const asked = { queryKey, predicate: (query: Query) => !isLongList(query) };
    this.#cache.invalidateQueries(asked).catch(reportError);
  }
}
