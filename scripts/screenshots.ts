// Pictures of the pages: `npm run screenshots` makes those of docs/screenshots, `npm run screenshots -- FOLDER` all there are, to
// be looked at. A server of its own, with image drives.
import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { BrowserLab, type WindowWish } from '../test/support/browser-lab.ts';
import { datFile, romOf, strangers } from '../test/support/dat-files.ts';
import { addLabelledDrive } from '../test/support/make-disc.ts';
import { type Answer, ServerLab } from '../test/support/server-lab.ts';

const folder = process.argv[2] ?? join(import.meta.dirname, '..', 'docs', 'screenshots');
/** What docs/screenshots shows: a few that tell most. */
const chosen: readonly string[] | null =
  process.argv[2] === undefined
    ? [
        'dashboard-desktop-light-en',
        'jobs-desktop-light-en',
        'image-damaged-desktop-light-en',
        'job-desktop-dark-de',
        'library-desktop-dark-de',
        'settings-desktop-dark-de',
        'dashboard-phone-light-de',
        'new-job-phone-light-de',
        'job-phone-dark-en',
        'empty-library-phone-dark-en',
        'files-desktop-light-en',
        'dats-desktop-dark-de',
        'notifications-desktop-light-en',
        'system-phone-light-de',
      ]
    : null;
const looks: readonly (readonly [string, WindowWish])[] = [
  ['desktop-light-en', { language: 'en', theme: 'light', width: 1360, height: 900 }],
  ['desktop-dark-de', { language: 'de', theme: 'dark', width: 1360, height: 900 }],
  ['phone-light-de', { language: 'de', theme: 'light', width: 360, height: 740 }],
  ['phone-dark-en', { language: 'en', theme: 'dark', width: 360, height: 740 }],
];

const holidayFiles = {
  'letters/to the landlord.txt': 'We come on Friday, by the late train.\n',
  'letters/plan.csv': 'day,place\n1,harbour\n2,museum\n',
  'index.html': '<!doctype html><title>Holiday</title>\n',
};

const lab = await ServerLab.open();
const browser = await BrowserLab.open();
try {
  await mkdir(folder, { recursive: true });
  await takeAll('empty', { dashboard: '/', drives: '/drives', jobs: '/jobs', library: '/library' });
  const pages = await fill();
  await takeAll('', pages);
  for (const fault of browser.faults) console.error(fault);
} finally {
  await browser.close();
  await lab.remove();
}

/** Discs of every sort: done, damaged, failed, running, waiting. */
async function fill(): Promise<Record<string, string>> {
  const settings = { general: { maxConcurrentJobs: 2 }, jobDefaults: { eject: 'never', sortByKind: false } };
  await lab.call('PUT', '/api/system/config', settings);
  await addLabelledDrive(lab, 'holiday', 'HOLIDAY_2009', { sectors: 3000, files: holidayFiles });
  await addLabelledDrive(lab, 'backup', 'BACKUP_1998', {
    sectors: 9000,
    badSectors: [
      { firstLba: 2600, lastLba: 2740 },
      { firstLba: 5100, lastLba: 5103 },
    ],
  });
  await addLabelledDrive(lab, 'broken', 'SCHOOL_CD', {
    sectors: 2000,
    badSectors: [{ firstLba: 900, lastLba: 960 }],
  });
  const good = await lab.order('holiday');
  const made = await lab.untilJob(good.uuid, 'completed');
  const damaged = await lab.order('backup', { mode: 'rescue', retries: 1 });
  const done = await lab.untilJob(damaged.uuid, 'completed');
  const failed = await lab.order('broken', { onReadError: 'fail' });
  await lab.untilJob(failed.uuid, 'failed');
  await lab.untilJob((await lab.post(`/api/isos/${made.isoId}/verify`)).json.uuid, 'completed');
  await setUp(await lab.get(`/api/isos/${made.isoId}`));
  await addLabelledDrive(lab, 'encyclopedia', 'ENCYCLOPEDIA_DVD', { sectors: 60_000, rateKBps: 900 });
  await addLabelledDrive(lab, 'photos', 'PHOTOS_2012', {
    sectors: 40_000,
    rateKBps: 300,
    badSectors: [{ firstLba: 1200, lastLba: 1300 }],
  });
  await addLabelledDrive(lab, 'magazine', 'MAGAZINE_07_2001', { sectors: 2000 });
  const running = await lab.order('photos', { mode: 'rescue' });
  await lab.order('encyclopedia');
  for (const device of ['holiday', 'backup', 'broken']) await lab.order(device);
  await lab.until(
    async () => (await lab.get(`/api/jobs/${running.uuid}`)).json.job.fraction > 0.05,
    'it reads',
  );
  return {
    dashboard: '/',
    drives: '/drives',
    jobs: '/jobs',
    job: `/jobs/${running.uuid}`,
    'job-failed': `/jobs/${failed.uuid}`,
    library: '/library',
    image: `/library/${made.isoId}`,
    'image-damaged': `/library/${done.isoId}`,
    files: `/library/${made.isoId}/files`,
    dats: '/library/dats',
    notifications: '/notifications',
    targets: '/targets',
    system: '/system',
    settings: '/settings',
    'not-found': '/nowhere',
  };
}

/** A DAT file that knows an image, a channel and targets: pages that show nothing until somebody has set them up. */
async function setUp({ json: { fileName, filePath } }: Answer): Promise<void> {
  const known = { title: 'Holiday 2009 (Germany)', roms: [romOf(fileName, await readFile(filePath))] };
  const dat = datFile([known, ...strangers(1200)], { name: 'Museum - CD-ROM', version: '2026-05-01' });
  await orFail(lab.call('POST', '/api/dats', dat, { 'content-type': 'application/xml' }));
  await orFail(
    lab.post('/api/notifications/channels', {
      ...{ name: 'Phone', isEnabled: true, isOffered: true, language: 'en' },
      events: ['job.failed', 'job.damaged', 'job.waiting'],
      setup: { type: 'ntfy', url: 'https://ntfy.example', topic: 'discs' },
    }),
  );
  const attic = join(lab.folder, 'library', 'attic');
  await mkdir(attic);
  const setups = {
    'Shelf in the attic': { kind: 'folder', path: attic },
    Bucket: {
      ...{ kind: 's3', endpoint: 'https://s3.example', region: 'eu-central-1', bucket: 'discs' },
      ...{ prefix: 'images/', accessKeyId: 'ARCHIVE', pathStyle: true },
    },
  };
  for (const [name, setup] of Object.entries(setups)) {
    const secret = setup.kind === 's3' ? { secret: 'not-a-real-one' } : {};
    await orFail(lab.post('/api/targets', { name, after: 'never', keepLocal: true, setup, ...secret }));
  }
}

async function orFail(answer: Promise<Answer>): Promise<void> {
  const { status, text } = await answer;
  if (status >= 300) throw new Error(text);
}

async function takeAll(prefix: string, pages: Readonly<Record<string, string>>): Promise<void> {
  for (const [look, wish] of looks) {
    const person = await browser.person(lab, wish);
    for (const [name, path] of Object.entries(pages)) {
      const page = await browser.visit(person, path);
      await settled(page);
      await take(page, prefix, name, look);
      if (name === 'dashboard' && prefix === '') await takeDialog(page, look);
      await page.close();
    }
    await person.close();
  }
}

async function takeDialog(page: Page, look: string): Promise<void> {
  await page.keyboard.press('n');
  await page.getByRole('dialog').waitFor();
  await settled(page);
  await take(page, '', 'new-job', look);
}

/** Nothing is on its way any more. */
async function settled(page: Page): Promise<void> {
  await page.locator('.loading').first().waitFor({ state: 'detached' });
  const unknown = page.locator('.counter-value').getByText('–', { exact: true });
  await unknown.first().waitFor({ state: 'detached' });
}

async function take(page: Page, prefix: string, name: string, look: string): Promise<void> {
  const fileName = [prefix, name, look].filter((part) => part !== '').join('-');
  if (chosen === null || chosen.includes(fileName))
    await page.screenshot({ path: join(folder, `${fileName}.png`) });
}
