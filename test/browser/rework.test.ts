import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { violationsOf } from '../support/axe.ts';
import { BrowserLab } from '../support/browser-lab.ts';
import { addLabelledDrive } from '../support/make-disc.ts';
import { ServerLab } from '../support/server-lab.ts';

let lab: ServerLab;
let browser: BrowserLab;
let damaged = 0;

beforeAll(async () => {
  lab = await ServerLab.open();
  browser = await BrowserLab.open();
  const badSectors = [{ firstLba: 300, lastLba: 320 }];
  await addLabelledDrive(lab, 'one', 'FILM', { sectors: 800, badSectors });
  damaged = (await lab.untilJob((await lab.order('one', { mode: 'rescue' })).uuid, 'completed')).isoId ?? 0;
  const path = join(lab.folder, 'discs', 'one.iso');
  await lab.post('/api/image-drives', {
    ...{ id: 'two', path, rateKBps: null },
    badSectors: [{ firstLba: 600, lastLba: 610 }],
  });
  await lab.until(async () => (await lab.get('/api/disks/two')).json?.disc != null, 'two is ready');
  await lab.untilJob((await lab.order('two', { mode: 'rescue' })).uuid, 'completed');
});
afterAll(async () => {
  await browser.close();
  await lab.remove();
});

describe('the pages for better images', () => {
  it('offer to go on and to merge, and lead from the old image to the better one', async () => {
    const page = await browser.window(lab, `/library/${damaged}`);
    await page.getByRole('button', { name: 'Go on rescuing…' }).click();
    await page.getByRole('dialog').getByLabel('Drive').waitFor();
    expect(await violationsOf(page)).toEqual([]);
    await page.keyboard.press('Escape');

    await page.getByRole('button', { name: 'Merge with another copy…' }).click();
    await page.getByRole('checkbox', { name: /film_1\.iso/ }).check();
    expect(await violationsOf(page)).toEqual([]);
    await page.getByRole('button', { name: 'Merge', exact: true }).click();
    await page.waitForURL(/\/jobs\//);
    const uuid = page.url().split('/').at(-1) ?? '';
    await lab.untilJob(uuid, 'completed');

    await page.goto(`/library/${damaged}`);
    await page.getByText('A better image of this disc is here:').waitFor();
    expect(await violationsOf(page)).toEqual([]);
    await page.getByRole('link', { name: 'film_2.iso' }).click();
    await page.getByText('Made of:').waitFor();
    expect(browser.faults).toEqual([]);
    await browser.leave(page);
  });

  it('build an image of a folder, also in German on a small screen', async () => {
    const folder = join(lab.folder, 'discs', 'photos');
    await mkdir(folder, { recursive: true });
    await writeFile(join(folder, 'beach.jpg'), 'not really');
    const page = await browser.window(lab, '/library', { language: 'de', theme: 'dark', width: 360 });
    await page.getByRole('button', { name: 'Image aus einem Ordner …' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Ordner', { exact: true }).fill(folder);
    await dialog.getByLabel('Name der Disc').fill('meine fotos');
    expect(await dialog.getByLabel('Name der Disc').inputValue()).toBe('MEINE_FOTOS');
    expect(await violationsOf(page)).toEqual([]);
    await dialog.getByRole('button', { name: 'Erstellen', exact: true }).click();
    await page.waitForURL(/\/jobs\//);
    await lab.untilJob(page.url().split('/').at(-1) ?? '', 'completed');
    expect(browser.faults).toEqual([]);
    await browser.leave(page);
  });
});
