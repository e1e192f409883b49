import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { violationsOf } from '../support/axe.ts';
import { BrowserLab } from '../support/browser-lab.ts';
import { addLabelledDrive } from '../support/make-disc.ts';
import { ServerLab } from '../support/server-lab.ts';

let lab: ServerLab;
let browser: BrowserLab;
let isoId = 0;
let path = '';

beforeAll(async () => {
  lab = await ServerLab.open();
  browser = await BrowserLab.open();
  await addLabelledDrive(lab, 'one', 'FILM', { sectors: 800 });
  isoId = (await lab.untilJob((await lab.order('one', {})).uuid, 'completed')).isoId ?? 0;
  await lab.untilJob((await lab.order('one', { filename: 'again' })).uuid, 'completed');
  path = (await lab.get(`/api/isos/${isoId}`)).json.filePath;
});
afterEach(() => browser.leaveAll());

afterAll(async () => {
  await browser.close();
  await lab.remove();
});

/** The job whose page was opened. */
async function untilDone(url: string): Promise<void> {
  await lab.untilJob(url.split('/').at(-1) ?? '', 'completed');
}

describe('the archive', () => {
  it('compresses an image, says what it takes, and expands it again', async () => {
    const page = await browser.window(lab, `/library/${isoId}`);
    await page.getByRole('button', { name: 'Compress…' }).click();
    await page.getByRole('dialog').getByLabel('How small').selectOption('9');
    expect(await violationsOf(page)).toEqual([]);
    await page.getByRole('button', { name: 'Compress', exact: true }).click();
    await page.waitForURL(/\/jobs\//);
    await untilDone(page.url());
    expect(existsSync(`${path}.zst`)).toBe(true);

    await page.goto(`/library/${isoId}`);
    await page
      .getByText(/, stored in /)
      .first()
      .waitFor();
    expect(await page.getByRole('button', { name: 'Compress…' }).count()).toBe(0);
    expect(await violationsOf(page)).toEqual([]);
    await page.getByRole('button', { name: 'Expand…' }).click();
    await page.getByRole('dialog').getByText('Makes it what it was').waitFor();
    expect(await violationsOf(page)).toEqual([]);
    await page.getByRole('button', { name: 'Expand', exact: true }).click();
    await page.waitForURL(/\/jobs\//);
    await untilDone(page.url());
    expect(existsSync(path)).toBe(true);
    expect(browser.faults).toEqual([]);
    await browser.leave(page);
  });

  it('moves an image, and says at the field where it may not go; in German on a small dark screen', async () => {
    const folder = join(lab.folder, 'discs', 'regal');
    await mkdir(folder, { recursive: true });
    const wish = { language: 'de', theme: 'dark', width: 360 } as const;
    const page = await browser.window(lab, `/library/${isoId}`, wish);
    await page.getByRole('button', { name: 'Verschieben …' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Neuer Ordner', { exact: true }).fill('/etc');
    await dialog.getByRole('button', { name: 'Verschieben', exact: true }).click();
    await dialog
      .getByText(/not below an allowed folder/)
      .first()
      .waitFor();
    expect(await violationsOf(page)).toEqual([]);
    const isWide = await page.evaluate(
      'document.documentElement.scrollWidth > document.documentElement.clientWidth',
    );
    expect(isWide).toBe(false);
    await dialog.getByLabel('Neuer Ordner', { exact: true }).fill(folder);
    await dialog.getByRole('button', { name: 'Verschieben', exact: true }).click();
    await page.waitForURL(/\/jobs\//);
    await untilDone(page.url());
    expect((await lab.get(`/api/isos/${isoId}`)).json.filePath.startsWith(`${folder}/`)).toBe(true);
    expect(browser.faults).toEqual([]);
    await browser.leave(page);
  });

  it('does it to many from the list, and names those for which it cannot be done', async () => {
    const page = await browser.window(lab, '/library?view=list');
    await page.locator('[data-row]').nth(1).waitFor();
    await page.getByRole('checkbox', { name: 'Select all' }).check();
    await page.getByRole('button', { name: 'Compress… (2)' }).click();
    await page.getByRole('dialog').getByRole('heading', { name: 'Compress 2 images' }).waitFor();
    expect(await violationsOf(page)).toEqual([]);
    // Somebody else was quicker with one of them.
    const { json } = await lab.post(`/api/isos/${isoId}/compress`, {});
    await lab.untilJob(json.uuid, 'completed');
    await page.getByRole('button', { name: 'Compress', exact: true }).click();
    await page.getByText('Not possible for 1 image').waitFor();
    expect(await violationsOf(page)).toEqual([]);
    const jobs = async () => (await lab.get('/api/jobs?kind=compress&status=completed')).json.total;
    await lab.until(async () => (await jobs()) === 3, 'the other is compressed');
    expect(browser.faults).toEqual([]);
    await browser.leave(page);
  });
});
