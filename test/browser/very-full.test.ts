import { mkdir, mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fillStore } from '../../bench/million-rows.ts';
import { openStore } from '../../src/store/index.ts';
import { BrowserLab } from '../support/browser-lab.ts';
import { ServerLab } from '../support/server-lab.ts';

/** Making them takes longer than looking at them. */
const jobCount = process.env.DISK2ISO_TESTS === 'all' ? 100_000 : 20_000;

let lab: ServerLab;
let browser: BrowserLab;

beforeAll(async () => {
  const folder = await mkdtemp(join(tmpdir(), 'disk2iso-full-'));
  await mkdir(join(folder, 'data'));
  const store = openStore(join(folder, 'data', 'disk2iso.db'));
  fillStore(store, jobCount, 1000);
  store.close();
  lab = await ServerLab.open({}, folder);
  browser = await BrowserLab.open();
});

afterAll(async () => {
  await browser.close();
  await lab.remove();
});

/** Scrolls down until so much of the page was loaded; more comes as the end gets near. */
async function scrollTo(page: Page, pixels: number): Promise<void> {
  await lab.until(async () => {
    await page.mouse.wheel(0, 20_000);
    return Number(await page.evaluate('window.scrollY')) >= pixels;
  }, `${pixels} pixels were scrolled`);
}

describe('very many jobs', () => {
  it('are scrolled through with only those in sight on the page', async () => {
    const page = await browser.window(lab, '/jobs?sort=createdAt');
    await page.getByText(/jobs$/).first().waitFor();
    await scrollTo(page, 60_000);
    const rows = page.locator('tr[data-row]');
    await expect.poll(() => rows.count()).toBeGreaterThan(5);
    expect(await rows.count()).toBeLessThan(80);
    // Back at the top the list is short again, and true.
    await page.evaluate('window.scrollTo(0, 0)');
    await page.locator('tr[data-row]').first().waitFor();
    expect(browser.faults).toEqual([]);
  });

  it('are images as well, as tiles and as a list', async () => {
    for (const view of ['', '?view=list']) {
      const page = await browser.window(lab, `/library${view}`);
      await page.locator('[data-row]').first().waitFor();
      await scrollTo(page, 20_000);
      expect(await page.locator('[data-row]').count()).toBeLessThan(120);
      await browser.leave(page);
    }
    expect(browser.faults).toEqual([]);
  });
});
