import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { violationsOf } from '../support/axe.ts';
import { BrowserLab, pressUntil, type WindowWish } from '../support/browser-lab.ts';
import { addLabelledDrive } from '../support/make-disc.ts';
import { ServerLab } from '../support/server-lab.ts';

let lab: ServerLab;
let browser: BrowserLab;
let paths: readonly string[] = [];

beforeAll(async () => {
  lab = await ServerLab.open();
  browser = await BrowserLab.open();
  await lab.call('PUT', '/api/system/config', { general: { maxConcurrentJobs: 1 } });
  await addLabelledDrive(lab, 'one', 'DAMAGED_DISC', { badSectors: [{ firstLba: 700, lastLba: 760 }] });
  const done = await lab.untilJob((await lab.order('one', { mode: 'rescue' })).uuid, 'completed');
  await lab.untilJob((await lab.post(`/api/isos/${done.isoId}/verify`)).json.uuid, 'completed');
  await addLabelledDrive(lab, 'slow', 'SLOW_DISC', { sectors: 20_000, rateKBps: 150 });
  const running = await lab.order('slow');
  await addLabelledDrive(lab, 'two', 'OTHER_DISC');
  await lab.order('one');
  await lab.order('two');
  await lab.untilJob(running.uuid, 'running');
  paths = [
    '/',
    '/drives',
    '/jobs',
    '/jobs?status=failed',
    `/jobs/${running.uuid}`,
    `/jobs/${done.uuid}`,
    '/library',
    '/library?view=list',
    `/library/${done.isoId}`,
    '/system',
    '/settings',
    '/notifications',
    '/targets',
    '/nowhere',
  ];
});

afterAll(async () => {
  await browser.close();
  await lab.remove();
});

/** Both themes, languages and widths; every mixture of them in `npm run test:all`. */
const looks: readonly WindowWish[] = [
  { theme: 'light', language: 'en' },
  { theme: 'dark', language: 'de', width: 360, height: 740 },
  ...(process.env.DISK2ISO_TESTS === 'all'
    ? ([
        { theme: 'dark', language: 'en' },
        { theme: 'light', language: 'de', width: 360, height: 740 },
      ] as const)
    : []),
];

describe.each(looks)('in $theme and $language', (wish) => {
  it('axe finds nothing on any page, and nothing is wider than the window', async () => {
    const person = await browser.person(lab, wish);
    const found: string[] = [];
    for (const path of paths) {
      const page = await browser.visit(person, path);
      await page.locator('.loading').first().waitFor({ state: 'detached' });
      found.push(...(await violationsOf(page)));
      if (path === '/') {
        await pressUntil(page, 'n', page.getByRole('dialog'));
        found.push(...(await violationsOf(page)));
      }
      const isWide = await page.evaluate(
        'document.documentElement.scrollWidth > document.documentElement.clientWidth',
      );
      if (isWide === true) found.push(`${path}: wider than the window`);
      await browser.leave(page);
    }
    expect([...found, ...browser.faults]).toEqual([]);
    await person.close();
  });
});
