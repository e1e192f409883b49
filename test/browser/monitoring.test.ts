import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { violationsOf } from '../support/axe.ts';
import { BrowserLab } from '../support/browser-lab.ts';
import { ServerLab } from '../support/server-lab.ts';

let lab: ServerLab;
let browser: BrowserLab;
const password = 'a quiet evening by the sea';
/** Pictures to look at, where somebody wants them. */
const pictures = process.env.DISK2ISO_PICTURES;

beforeAll(async () => {
  lab = await ServerLab.open({ auth: 'users' });
  browser = await BrowserLab.open();
});

afterAll(async () => {
  await browser.close();
  await lab.remove();
});

it('what drives did, the log, who did what, and passwords are looked after in the browser', async () => {
  const person = await browser.person(lab);
  const page = await browser.visit(person, `/setup#${lab.setupToken}`);
  const found: string[] = [];
  const look = async (name: string) => {
    found.push(...(await violationsOf(page)));
    if (pictures !== undefined)
      await page.screenshot({ path: join(pictures, `${name}.png`), fullPage: true });
  };
  await page.getByLabel('Password', { exact: true }).fill(password);
  await page.getByLabel('Password again').fill(password);
  await page.getByRole('button', { name: 'Create administrator' }).click();
  await page.getByRole('heading', { level: 1, name: 'Dashboard' }).waitFor();
  const { path } = await lab.makeDisc('watched', 300);
  await page.evaluate(
    async ([file]) => {
      const send = (url: string, body: object) =>
        fetch(url, {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify(body),
        });
      await send('/api/image-drives', { id: 'a', path: file });
      await send('/api/jobs', { device: 'a', kind: 'data', eject: 'never' });
      await send('/api/users', { name: 'otto', password: 'many small boats today', role: 'viewer' });
    },
    [path],
  );

  await page.goto('/jobs');
  await page.locator('.tag', { hasText: 'completed' }).filter({ visible: true }).first().waitFor();
  await page.goto('/drives');
  await page.getByRole('button', { name: 'Details of a' }).click();
  const drive = page.getByRole('dialog');
  await drive.getByText('Discs read whole').waitFor();
  await drive.getByRole('img', { name: /^Mean speed by day/ }).waitFor();
  await drive.getByRole('switch', { name: 'Read discs by itself' }).check();
  await drive.getByLabel('Speed limit').fill('4000');
  await look('drive');
  await drive.getByRole('button', { name: 'Save' }).click();
  await page.getByText('The settings of the drive are saved.').waitFor();
  await page.keyboard.press('Escape');

  await page.goto('/system');
  const log = page.getByRole('region', { name: 'Log' }).first();
  await log.getByRole('switch', { name: 'Follow' }).uncheck();
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    log.getByRole('link', { name: 'JSON lines' }).click(),
  ]);
  expect(download.suggestedFilename()).toBe('disk2iso-log.jsonl');
  await look('system');

  await page.goto('/users');
  await page.getByRole('button', { name: 'Reset password' }).click();
  const reset = page.getByRole('dialog');
  await reset.getByLabel('New password').fill('some other words of mine');
  await look('reset');
  await reset.getByRole('button', { name: 'Set password' }).click();
  await page.getByText('otto has a new password.').waitFor();

  await page.getByRole('link', { name: 'Who did what' }).click();
  await page.getByRole('heading', { level: 1, name: 'Who did what' }).waitFor();
  await page.getByText('otto').first().waitFor();
  await page.getByLabel('Result').selectOption('refused');
  // Whoever comes without a session is told so; that is all that was refused here.
  await page.getByText('refused (NOT_LOGGED_IN)').first().waitFor();
  await expect.poll(() => page.locator('main').getByText('otto').count()).toBe(0);
  await page.getByLabel('Result').selectOption('done');
  await page.getByText('otto').first().waitFor();
  await look('audit');

  await page.goto('/account');
  const factor = page.getByRole('region', { name: 'Second factor' });
  await factor.getByLabel('Password').fill(password);
  await factor.getByRole('button', { name: 'Set up' }).click();
  await factor.getByRole('img', { name: 'QR code for the second factor' }).waitFor();
  await look('factor');

  expect(found).toEqual([]);
  expect(browser.faults).toEqual([]);
});
