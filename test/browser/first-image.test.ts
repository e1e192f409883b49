import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { BrowserLab, pressUntil } from '../support/browser-lab.ts';
import { addLabelledDrive } from '../support/make-disc.ts';
import { ServerLab } from '../support/server-lab.ts';

let lab: ServerLab;
let browser: BrowserLab;

beforeAll(async () => {
  lab = await ServerLab.open();
  browser = await BrowserLab.open();
});

afterEach(() => browser.leaveAll());

afterAll(async () => {
  await browser.close();
  await lab.remove();
});

describe('a disc', () => {
  it('becomes an image that is downloaded, verified, deleted and taken back', async () => {
    const page = await browser.window(lab, '/drives');
    await page.getByText('No drive is connected').waitFor();
    await addLabelledDrive(lab, 'first', 'FIRST_DISC');
    // It appears by itself.
    await page.getByRole('article', { name: 'first' }).getByText('FIRST_DISC').waitFor();
    await page.getByRole('link', { name: 'Dashboard', exact: true }).first().click();
    await page.getByRole('button', { name: 'Create image: FIRST_DISC' }).click();
    await page.getByRole('heading', { level: 1, name: 'FIRST_DISC' }).waitFor();
    await page.getByRole('link', { name: 'To the image' }).click();

    const disc = await readFile(join(lab.folder, 'discs', 'first.iso'));
    await page.getByText(createHash('sha256').update(disc).digest('hex')).waitFor();
    const download = page.waitForEvent('download');
    await page.getByRole('link', { name: 'Download', exact: true }).click();
    expect((await readFile(await (await download).path())).equals(disc)).toBe(true);

    await page.getByRole('button', { name: 'Verify' }).click();
    await page.getByText('verified', { exact: true }).first().waitFor();
    await page.getByRole('button', { name: 'Delete' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click();
    await page.getByText('in the trash', { exact: true }).waitFor();
    await page.getByRole('button', { name: 'Undo' }).click();
    await page.getByRole('link', { name: 'Download', exact: true }).waitFor();
    expect(browser.faults).toEqual([]);
  });

  it('that is damaged fails, goes on as rescue, and its map shows where it is hit', async () => {
    await addLabelledDrive(lab, 'scratched', 'SCRATCHED', { badSectors: [{ firstLba: 800, lastLba: 815 }] });
    const page = await browser.window(lab, '/');
    await page.getByRole('button', { name: 'Choose options for SCRATCHED' }).click();
    const dialog = page.getByRole('dialog', { name: 'New job' });
    await dialog.getByText('Advanced').click();
    await dialog.getByLabel('At a read error').selectOption('fail');
    await dialog.getByRole('button', { name: 'Create image' }).click();
    await page.getByRole('alert').getByText('The disc has sectors that could not be read').waitFor();

    await page.getByLabel('How to read').selectOption('rescue');
    await page.getByRole('button', { name: 'Go on' }).click();
    await page.getByText('done, damaged').waitFor();
    await page.getByText('The map in words').click();
    await page.getByRole('cell', { name: '800', exact: true }).waitFor();
    await page.getByRole('cell', { name: '815', exact: true }).waitFor();
    const map = page.getByRole('slider', { name: 'Sector map of SCRATCHED' });
    await map.focus();
    await page.keyboard.press('Home');
    await expect.poll(() => map.getAttribute('aria-valuetext')).toMatch(/^read: sectors 0/);
    await page.getByRole('link', { name: 'To the image' }).click();
    await page.getByText(/32.8 kB of the disc/).waitFor();
    expect(browser.faults).toEqual([]);
  });

  it('is read by keyboard alone', async () => {
    await addLabelledDrive(lab, 'keys', 'KEYS_ONLY');
    // Discs of the tests before may be on their way out: this one stays, so that there is something to choose from.
    await addLabelledDrive(lab, 'other', 'OTHER');
    const page = await browser.window(lab, '/library');
    const dialog = page.getByRole('dialog', { name: 'New job' });
    await pressUntil(page, 'n', dialog);
    await dialog.locator('select:focus').waitFor();
    // One letter: further ones would be searches of their own if they came too late.
    await page.keyboard.type('k');
    await page.keyboard.press('Tab');
    await page.keyboard.press('ArrowDown');
    await dialog.getByRole('radio', { name: /^Rescue/, checked: true }).waitFor();
    await page.keyboard.press('Tab');
    await page.keyboard.type('by-hand');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { level: 1, name: 'KEYS_ONLY' }).waitFor();
    await page.getByText('completed', { exact: true }).first().waitFor();
    await page.keyboard.press('g');
    await page.keyboard.press('i');
    await page.getByRole('heading', { level: 1, name: 'Library' }).waitFor();
    await page.locator('[data-row]').first().waitFor();
    await pressUntil(page, 'j', page.locator('[data-row] a:focus'));
    await page.keyboard.press('Enter');
    await page.getByText('by-hand.iso').first().waitFor();
    expect(browser.faults).toEqual([]);
  });
});
