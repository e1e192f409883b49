import { mkdir, readFile, rename, rm, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { exportCatalogue } from '../../src/library/catalogue-export.ts';
import { expiredImages } from '../../src/library/image-retention.ts';
import type { Iso, Notice, VerifyReport } from '../../src/model/index.ts';
import { JobLab } from '../support/job-lab.ts';
import { addImage, addSet } from '../support/library-lab.ts';

let lab: JobLab;
let folder: string;
let now: Date;
let notices: Notice[];
beforeEach(async () => {
  now = new Date(2026, 5, 15, 2, 0, 0);
  lab = await JobLab.open({ now: () => now });
  folder = join(lab.folder, 'library');
  notices = [];
  lab.library.listen((notice) => {
    if (notice.type === 'notice') notices.push(notice.notice);
  });
});
afterEach(() => lab.remove());

const codes = () => notices.splice(0).map(({ code }) => code);
const reportOf = (iso: Iso, verdict: VerifyReport['verdict']): VerifyReport => ({
  ...{ imagePath: iso.filePath, sizeBytes: iso.sizeBytes, verdict, checksums: {}, checks: [] },
  ...{ isComplete: true, badBytes: 0, badSectors: [], notes: [] },
});
const compared = (iso: Iso, verdict: VerifyReport['verdict'], at: string) =>
  lab.store.isos.addVerification({
    isoId: iso.id,
    jobUuid: null,
    at,
    verdict,
    report: reportOf(iso, verdict),
  });

describe('the look at all files', () => {
  it('notices what vanishes, comes back and changes, tells it once, and drops nothing', async () => {
    const [one, two, three] = await Promise.all(
      ['one', 'two', 'three'].map((name, seed) =>
        addImage(lab.store, join(folder, 'a'), `${name}.iso`, { seed }),
      ),
    );
    if (one === undefined || two === undefined || three === undefined) throw new Error('there are three');
    await lab.library.look();
    expect(codes()).toEqual([]);
    await rm(one.filePath);
    const bytes = await readFile(two.filePath);
    await writeFile(two.filePath, bytes.subarray(0, 2048));
    await lab.library.look();
    expect(codes().sort()).toEqual(['images-changed', 'images-missing']);
    await lab.library.look();
    expect(codes()).toEqual([]);
    expect(lab.store.isos.get(one.id)).toMatchObject({ isPresent: false, missingSince: now.toISOString() });
    expect(lab.store.isos.get(two.id)).toMatchObject({ isPresent: true, changedSince: now.toISOString() });
    expect(lab.store.isos.list({ isPresent: false }, { limit: 10, cursor: null }).items).toHaveLength(1);
    expect(lab.store.isos.list({ isChanged: true }, { limit: 10, cursor: null }).items).toHaveLength(1);
    expect(lab.store.logs.list({ q: 'changed' }, { limit: 10, cursor: null }).items).toHaveLength(1);

    await writeFile(one.filePath, one.bytes);
    await writeFile(two.filePath, bytes);
    compared(two, 'ok', now.toISOString());
    await lab.library.look();
    // The one that is back was written anew: that is another time of change.
    expect(codes().sort()).toEqual(['images-back', 'images-changed']);
    expect(lab.store.isos.get(one.id)).toMatchObject({ isPresent: true, missingSince: null });
    expect(lab.store.isos.get(two.id)).toMatchObject({ changedSince: null });
    compared(one, 'mismatch', now.toISOString());
    expect(lab.store.isos.get(one.id)?.changedSince).not.toBeNull();
    await utimes(three.filePath, now, now);
    await lab.library.look();
    expect(codes()).toEqual(['images-changed']);
    expect(lab.errors).toEqual([]);
  });

  it('watches all files of an image of several, and names those that are not there', async () => {
    const set = await addSet(lab.store, folder, 'album');
    const track = join(folder, 'album', '02 other.flac');
    await lab.library.look();
    expect(codes()).toEqual([]);
    await utimes(track, now, new Date(now.getTime() + 100 * 365 * 86_400_000));
    await lab.library.look();
    expect(codes()).toEqual(['images-changed']);
    compared(set, 'ok', now.toISOString());
    await lab.library.look();
    expect(lab.store.isos.get(set.id)?.changedSince).toBeNull();
    await rm(track);
    await lab.library.look();
    await lab.library.look();
    expect(codes()).toEqual(['images-changed']);
    expect(lab.store.isos.get(set.id)).toMatchObject({ isPresent: true, changedSince: now.toISOString() });
    expect(await lab.library.detail(set.id)).toMatchObject({ missingFiles: ['02 other.flac'] });

    // Away already when it is looked at for the first time.
    const other = await addSet(lab.store, folder, 'other');
    await rm(join(folder, 'other', 'other.bin'));
    await lab.library.look();
    await lab.library.look();
    expect(codes()).toEqual(['images-changed']);
    expect(lab.store.isos.get(other.id)?.changedSince).not.toBeNull();
    expect(lab.errors).toEqual([]);
  });

  it('tells once of a folder that is not mounted, however many images are in it', async () => {
    const disk = join(folder, 'nas');
    for (let index = 0; index < 30; index += 1) {
      await addImage(lab.store, join(disk, index % 2 === 0 ? 'dvd' : 'data'), `${index}.iso`, { sectors: 1 });
    }
    await lab.library.look();
    await rename(disk, `${disk}-elsewhere`);
    await mkdir(disk);
    await lab.library.look();
    expect(notices).toHaveLength(1);
    expect(notices[0]?.message).toContain(`${disk} is empty or not there: 30 images`);
    expect(codes()).toEqual(['storage-away']);
    await rm(disk, { recursive: true });
    await rename(`${disk}-elsewhere`, disk);
    await lab.library.look();
    expect(codes()).toEqual(['images-back']);
    expect(lab.store.isos.list({ isPresent: true }, { limit: 50, cursor: null }).total).toBe(30);
  });
});

describe('verifying by schedule', () => {
  const jobs = () =>
    lab.store.jobs.list({ kind: 'verify' }, { by: 'createdAt', order: 'asc' }, { limit: 200, cursor: null })
      .items;

  it('takes the longest not compared, within a day’s budget and hours, and each once a day', async () => {
    const images: Iso[] = [];
    for (let index = 0; index < 6; index += 1) {
      images.push(await addImage(lab.store, folder, `${index}.iso`, { sectors: 10, seed: index }));
    }
    const [never, old, recent, older] = images;
    if (never === undefined || old === undefined || recent === undefined || older === undefined) return;
    for (const iso of images.slice(4)) compared(iso, 'ok', '2026-06-14T00:00:00.000Z');
    compared(old, 'ok', '2026-01-02T00:00:00.000Z');
    compared(recent, 'ok', '2026-06-10T00:00:00.000Z');
    compared(older, 'ok', '2026-01-01T00:00:00.000Z');
    const schedule = { everyDays: 30, dailyBytes: 2 * 10 * 2048, fromHour: 1, toHour: 6 };
    expect(await lab.room.verifyPlanner.plan()).toBe(0);
    lab.settings = { ...lab.settings, verifySchedule: schedule };
    now = new Date(2026, 5, 15, 12, 0, 0);
    expect(await lab.room.verifyPlanner.plan()).toBe(0);
    now = new Date(2026, 5, 15, 5, 0, 0);
    expect(await lab.room.verifyPlanner.plan()).toBe(2);
    expect(jobs().map(({ isoId, priority, createdBy }) => [isoId, priority, createdBy])).toEqual([
      [never.id, -50, 'schedule'],
      [older.id, -50, 'schedule'],
    ]);
    expect(await lab.room.verifyPlanner.plan()).toBe(0);
    // The next day the budget is new; those that wait are not made twice.
    now = new Date(2026, 5, 16, 5, 0, 0);
    expect(await lab.room.verifyPlanner.plan()).toBe(1);
    expect(jobs().at(-1)?.isoId).toBe(old.id);
    // Over midnight, and an image larger than a whole day's share.
    now = new Date(2026, 5, 17, 23, 30, 0);
    const large = await addImage(lab.store, folder, 'large.iso', { sectors: 100, seed: 50 });
    lab.settings = { ...lab.settings, verifySchedule: { ...schedule, fromHour: 22, toHour: 4 } };
    expect(await lab.room.verifyPlanner.plan()).toBe(1);
    expect(jobs().at(-1)?.isoId).toBe(large.id);
  });

  it('lets no image without a verdict stand before all others, and counts what was read of it', async () => {
    const [broken, other] = [
      await addImage(lab.store, folder, 'broken.iso', { sectors: 10, seed: 1 }),
      await addImage(lab.store, folder, 'other.iso', { sectors: 10, seed: 2 }),
    ];
    compared(other, 'ok', '2026-01-01T00:00:00.000Z');
    const schedule = { everyDays: 30, dailyBytes: 10 * 2048, fromHour: 0, toHour: 0 };
    lab.settings = { ...lab.settings, verifySchedule: schedule };
    expect(await lab.room.verifyPlanner.plan()).toBe(1);
    const [first] = jobs();
    expect(first?.isoId).toBe(broken.id);
    // It could not be read far.
    lab.store.jobs.update(first?.uuid ?? '', {
      status: 'failed',
      bytesDone: 2048,
      updatedAt: now.toISOString(),
    });
    expect(lab.store.jobs.bytesOf({ kind: 'verify', createdBy: 'schedule', since: '2026' })).toBe(2048);
    now = new Date(2026, 5, 16, 5, 0, 0);
    expect(await lab.room.verifyPlanner.plan()).toBe(1);
    expect(jobs().at(-1)?.isoId).toBe(other.id);
    compared(broken, 'ok', '2026-01-03T00:00:00.000Z');
    expect(lab.store.isos.unverifiedSince('2026-06', 10).map(({ id }) => id)).toEqual([broken.id, other.id]);
  });

  it('tells of bit rot', async () => {
    const iso = await addImage(lab.store, folder, 'rotten.iso');
    const bytes = await readFile(iso.filePath);
    bytes[7000] = (bytes[7000] ?? 0) ^ 1;
    await writeFile(iso.filePath, bytes);
    lab.settings = {
      ...lab.settings,
      verifySchedule: { everyDays: 1, dailyBytes: 1, fromHour: 0, toHour: 0 },
    };
    await lab.room.start();
    await lab.untilTrue(() => notices.some(({ code }) => code === 'image-damaged'), 'the notice');
    expect(lab.store.isos.get(iso.id)).toMatchObject({ verdict: 'mismatch' });
  }, 600_000);
});

describe('retention of images', () => {
  const rules = { enabled: true, olderThanDays: null, kinds: [], keepFreeGB: null, withDamaged: false };
  const names = (found: { items: { iso: Iso }[] }) => found.items.map(({ iso }) => iso.fileName);

  it('takes what is old, of a kind, or too much for the space, the oldest first, and no damaged one of which there is no better', async () => {
    const day = (number: number) => `2026-0${number}-01T00:00:00.000Z`;
    for (const [index, month] of [1, 2, 3, 4].entries()) {
      await addImage(lab.store, folder, `${month}.iso`, { seed: index, changes: { finishedAt: day(month) } });
    }
    const damaged = await addImage(lab.store, folder, 'damaged.iso', {
      ...{ seed: 9, changes: { finishedAt: day(1), isComplete: false, badBytes: 2048 } },
    });
    lab.store.isos.list({}, { limit: 10, cursor: null }).items.forEach(({ id, fileName }) => {
      // Other discs: that of the fixture would be one and the same.
      const stored = lab.store.isos.get(id);
      if (stored !== null) lab.store.isos.upsert({ ...stored, fingerprintId: fileName });
    });
    const at = { now: new Date('2026-06-15T00:00:00.000Z'), limit: 100 };
    expect(names(await expiredImages(lab.store, rules, at))).toEqual([]);
    expect(await expiredImages(lab.store, { ...rules, olderThanDays: 100 }, at)).toMatchObject({
      ...{ images: 3, kept: 1, totalBytes: 3 * 20 * 2048 },
    });
    const withDamaged = { ...rules, olderThanDays: 100, withDamaged: true };
    expect(names(await expiredImages(lab.store, withDamaged, at))).toContain('damaged.iso');
    expect(
      names(await expiredImages(lab.store, { ...rules, olderThanDays: 100, kinds: ['audio'] }, at)),
    ).toEqual([]);
    // Space: one and a half images too little is two images.
    const spaceOf = async () => ({ device: 'x', freeBytes: 1_000_000_000 - 30 * 2048 });
    const bySpace = await expiredImages(lab.store, { ...rules, keepFreeGB: 1 }, { ...at, spaceOf });
    expect(names(bySpace)).toEqual(['1.iso', '2.iso']);
    // What is in the trash will be free.
    const first = bySpace.items[0]?.iso;
    if (first === undefined) throw new Error('there is one');
    await lab.library.trash({ name: 'tester', role: 'operator' }, first.id);
    expect(names(await expiredImages(lab.store, { ...rules, keepFreeGB: 1 }, { ...at, spaceOf }))).toEqual([
      '2.iso',
    ]);
    // A complete one of the same disc lets a damaged one go.
    const better = lab.store.isos.get(damaged.id);
    if (better === null) throw new Error('it is there');
    const { id: _, ...facts } = better;
    await addImage(lab.store, folder, 'better.iso', { seed: 20 });
    lab.store.isos.upsert({
      ...facts,
      filePath: join(folder, 'better.iso'),
      isComplete: true,
      fileName: 'better.iso',
    });
    expect(names(await expiredImages(lab.store, { ...rules, olderThanDays: 100 }, at))).toContain(
      'damaged.iso',
    );
  });
});

describe('retention on a file system that does not answer', () => {
  it('takes nothing, and asks once', async () => {
    for (const seed of [1, 2]) await addImage(lab.store, join(folder, String(seed)), 'a.iso', { seed });
    let asked = 0;
    const spaceOf = () => {
      asked += 1;
      return new Promise<never>(() => undefined);
    };
    const rules = { enabled: true, olderThanDays: null, kinds: [], keepFreeGB: 1, withDamaged: false };
    const found = await expiredImages(lab.store, rules, { now, limit: 10, spaceOf, answerMs: 10 });
    expect([found.images, asked]).toEqual([0, 1]);
  });
});

describe('the exported catalogue', () => {
  it('is JSON that can be read back, and CSV that no spreadsheet runs', async () => {
    const iso = await addImage(lab.store, folder, 'x.iso');
    lab.store.isos.say(iso.id, {
      title: '=HYPERLINK("http://evil")',
      notes: 'two\nlines; "quoted"',
      tags: ['+1', 'b'],
    });
    await addImage(lab.store, folder, 'a.iso', { seed: 2 });
    const json = JSON.parse([...exportCatalogue(lab.store, 'json')].join(''));
    expect(json.map(({ fileName }: { fileName: string }) => fileName)).toEqual(['a.iso', 'x.iso']);
    expect(json[1]).toMatchObject({ title: '=HYPERLINK("http://evil")', tags: ['+1', 'b'], verdict: null });
    const csv = [...exportCatalogue(lab.store, 'csv', { bom: true })].join('');
    expect(csv.startsWith('\u{FEFF}filePath,fileName,')).toBe(true);
    expect(csv).toContain(`"'=HYPERLINK(""http://evil"")"`);
    expect(csv).toContain(`"'+1; b"`);
    expect(csv).toContain('"two\nlines; ""quoted"""');
    for (const { id } of lab.store.isos.list({}, { limit: 10, cursor: null }).items)
      lab.store.isos.delete(id);
    expect(JSON.parse([...exportCatalogue(lab.store, 'json')].join(''))).toEqual([]);
  });
});
