import { rm } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, vi } from 'vitest';
import type { Iso, Settings, VerifyReport } from '../../../src/model/index.ts';
import type { ServerLab } from '../../support/server-lab.ts';
import { addOwn, daysAgo, inStore } from '../../support/settings-images.ts';
import { type Behaviour, set } from './registry.ts';

const minuteMs = 60_000;
const schedule = { verifyBySchedule: true, verifyFromHour: 0, verifyToHour: 0 };

/** Images that were compared so many days ago. */
async function addCompared(lab: ServerLab, days: readonly number[], row: Partial<Iso> = {}): Promise<void> {
  await lab.stop();
  await inStore(lab, async (store) => {
    for (const age of days) await addOwn(store, lab, `${age}`, { row });
  });
  await lab.start();
}

/** Of which images a start makes jobs by these settings. The plan is made at once, and a stop waits for it. */
async function planned(lab: ServerLab, library: Partial<Settings['library']>): Promise<readonly number[]> {
  await set(lab, { library: { ...schedule, verifyBySchedule: false } });
  await lab.stop();
  await inStore(lab, (store) => {
    for (const { uuid } of jobsOf(store)) store.jobs.delete(uuid);
    for (const { id, fileName } of store.isos.list({}, { limit: 10, cursor: null }).items) {
      const at = daysAgo(Number.parseInt(fileName, 10));
      const report: VerifyReport = {
        ...{ imagePath: '/', sizeBytes: 0, verdict: 'ok', checksums: {}, checks: [] },
        ...{ isComplete: true, badBytes: 0, badSectors: [], notes: [] },
      };
      store.isos.addVerification({ isoId: id, jobUuid: null, at, verdict: 'ok', report });
    }
  });
  await lab.start();
  await set(lab, { library: { ...schedule, ...library } });
  await lab.stop();
  await lab.start();
  await lab.stop();
  const ages = await inStore(lab, (store) =>
    jobsOf(store).map(({ isoId }) => Number.parseInt(store.isos.get(isoId ?? 0)?.fileName ?? '', 10)),
  );
  await lab.start();
  return ages;
}

function jobsOf(store: Parameters<Parameters<typeof inStore>[1]>[0]) {
  return store.jobs.list({ kind: 'verify' }, { by: 'createdAt', order: 'asc' }, { limit: 50, cursor: null })
    .items;
}

/** The hour of the day, so many hours from now. */
const hourIn = (hours: number) => (new Date().getHours() + 24 + hours) % 24;

/** What these settings do. */
export const behaviour: Behaviour = {
  'library.lookMinutes': async (lab) => {
    await lab.stop();
    const paths = await inStore(lab, async (store) => {
      const ids: number[] = [];
      for (const name of ['first', 'late', 'soon']) ids.push(await addOwn(store, lab, name));
      return ids.map((id) => store.isos.get(id)?.filePath ?? '');
    });
    const missing = async (): Promise<Iso[]> => (await lab.get('/api/isos?present=false')).json.items;
    const missed = async (name: string) =>
      (await missing()).find(({ fileName }) => fileName === `${name}.iso`);
    const minutesUntilMissed = async (name: string) => {
      const from = Date.now();
      await rm(paths.find((path) => path.endsWith(`${name}.iso`)) ?? '');
      while ((await missed(name)) === undefined) {
        expect(Date.now() - from).toBeLessThan(120 * minuteMs);
        vi.advanceTimersByTime(minuteMs);
        // Looking takes a moment of true time.
        await sleep(50);
      }
      return (Date.parse((await missed(name))?.missingSince ?? '') - from) / minuteMs;
    };
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval', 'Date'] });
    try {
      await rm(paths[0] ?? '');
      await lab.start();
      // The look that each start makes is over: it has seen that the first is away.
      await lab.until(async () => (await missed('first')) !== undefined, 'the first look');
      await set(lab, { library: { lookMinutes: 60 } });
      const late = await minutesUntilMissed('late');
      expect(late).toBeGreaterThan(45);
      await set(lab, { library: { lookMinutes: 5 } });
      expect(await minutesUntilMissed('soon')).toBeLessThan(30);
      await lab.stop();
    } finally {
      vi.useRealTimers();
    }
  },

  'library.verifyBySchedule, library.verifyEveryDays': async (lab) => {
    await addCompared(lab, [10, 20, 30]);
    expect(await planned(lab, { verifyBySchedule: false, verifyEveryDays: 15 })).toEqual([]);
    expect(await planned(lab, { verifyEveryDays: 15 })).toEqual([30, 20]);
    expect(await planned(lab, { verifyEveryDays: 25 })).toEqual([30]);
  },

  'library.verifyDailyGB': async (lab) => {
    await addCompared(lab, [10, 20, 30], { sizeBytes: 600_000_000 });
    expect(await planned(lab, { verifyEveryDays: 5, verifyDailyGB: 1 })).toEqual([30]);
    expect(await planned(lab, { verifyDailyGB: 2 })).toEqual([30, 20, 10]);
  },

  'library.verifyFromHour, library.verifyToHour': async (lab) => {
    await addCompared(lab, [30]);
    const within = (verifyFromHour: number, verifyToHour: number) =>
      planned(lab, { verifyEveryDays: 5, verifyFromHour, verifyToHour });
    expect(await within(hourIn(3), hourIn(6))).toEqual([]);
    expect(await within(hourIn(-3), hourIn(6))).toEqual([30]);
    expect(await within(hourIn(-6), hourIn(-3))).toEqual([]);
    expect(await within(hourIn(-6), hourIn(3))).toEqual([30]);
  },
};
