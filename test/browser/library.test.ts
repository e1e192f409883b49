import type { Locator, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { violationsOf } from '../support/axe.ts';
import { BrowserLab, pressUntil } from '../support/browser-lab.ts';
import { addTreeImage, manyFiles, variedTree } from '../support/inside-disc.ts';
import { ServerLab } from '../support/server-lab.ts';

/** Making them takes longer than looking at them. */
const nameCount = process.env.DISK2ISO_TESTS === 'all' ? 20_000 : 3000;

let lab: ServerLab;
let browser: BrowserLab;
let varied = 0;
let damaged = 0;
let full = 0;

beforeAll(async () => {
  lab = await ServerLab.open();
  browser = await BrowserLab.open();
  varied = await addTreeImage(lab, 'varied', { tree: variedTree(), label: 'VARIED' });
  const hit = 'many/file 250.bin';
  damaged = await addTreeImage(lab, 'hit', { tree: manyFiles(500, 10_000), label: 'HIT', hit });
  full = await addTreeImage(lab, 'full', { tree: manyFiles(nameCount, 0), label: 'FULL' });
});

afterEach(() => browser.leaveAll());

afterAll(async () => {
  await browser.close();
  await lab.remove();
});

/** The head of the column by which a list is sorted now. */
function sortedBy(page: Page, name: string, order: 'ascending' | 'descending'): Locator {
  return page.getByRole('columnheader', { name }).and(page.locator(`[aria-sort="${order}"]`));
}

describe('the inside of an image', () => {
  it('is walked through by links, sorted, searched, and each address can be shared', async () => {
    const page = await browser.window(lab, `/library/${varied}`);
    await page.getByText('every file is intact').waitFor();
    await page.getByRole('link', { name: 'Browse files' }).click();
    await page.getByRole('link', { name: 'pictures', exact: true }).click();
    await page.getByRole('link', { name: '2009', exact: true }).click();
    const names = page.locator('[data-row] .row-link');
    // Numbers count as numbers.
    await expect.poll(() => names.allInnerTexts()).toEqual(['sky 9.png', 'sky 10.png']);
    await page.getByRole('button', { name: 'Name' }).click();
    await sortedBy(page, 'Name', 'descending').waitFor();
    await expect.poll(() => names.allInnerTexts()).toEqual(['sky 10.png', 'sky 9.png']);
    await page.reload();
    await expect.poll(() => names.allInnerTexts()).toEqual(['sky 10.png', 'sky 9.png']);
    await page.getByRole('searchbox').fill('SKY 9');
    await page.getByText('sky 10.png').waitFor({ state: 'detached' });
    await page.getByRole('heading', { level: 1 }).click();
    await page.keyboard.press('Backspace');
    await page.getByRole('link', { name: '2009', exact: true }).waitFor();
    await page.getByRole('navigation', { name: 'Folder in the image' }).getByText('Top folder').click();
    await page.getByRole('link', { name: 'notes.txt', exact: true }).waitFor();
    expect(browser.faults).toEqual([]);
  });

  it('shows pictures, sound, texts of other times, and every byte', async () => {
    const page = await browser.window(lab, `/library/${varied}/files?path=pictures%2F2009`);
    await page.getByRole('link', { name: 'sky 9.png', exact: true }).click();
    await lab.until(
      async () => (await page.evaluate('document.querySelector("img.picture-view")?.naturalWidth')) === 120,
      'the picture is there',
    );
    await page.getByRole('button', { name: 'File after' }).click();
    await page.getByRole('dialog', { name: 'sky 10.png' }).waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    await page.goto(`/library/${varied}/files?path=music&open=tone.wav`);
    await lab.until(
      async () =>
        Math.abs(Number(await page.evaluate('document.querySelector("audio")?.duration')) - 2) < 0.1,
      'the sound can be played',
    );
    await page.goto(`/library/${varied}/files?open=LIESMICH.TXT`);
    await page.getByText('Grüße').waitFor();
    expect(await page.getByLabel('Characters').inputValue()).toBe('cp850');
    await page.getByRole('button', { name: 'Bytes' }).click();
    await page.getByText('47 72 81 e1').waitFor();
    await page.goto(`/library/${varied}/files?open=nothing.txt`);
    await page.getByText('The file is empty.').waitFor();
    expect(browser.faults).toEqual([]);
  });

  it('shows any place of a large file without loading it whole', async () => {
    const page = await browser.window(lab, `/library/${varied}/files?open=large.bin`);
    const view = page.getByRole('region', { name: 'Bytes of large.bin' });
    await view.getByText('00000000').waitFor();
    const ranges: string[] = [];
    page.on('request', (request) => ranges.push(request.headers().range ?? ''));
    await page.getByLabel('Offset').fill('0x2fffff');
    await page.getByRole('button', { name: 'Go' }).click();
    await page.getByText('Part 3 of 3').waitFor();
    await view.getByText('002ffff0').waitFor();
    const large = variedTree().get('large.bin');
    if (!(large instanceof Buffer)) throw new Error('no bytes');
    const last = [...large.subarray(-8)].map((byte) => byte.toString(16).padStart(2, '0')).join(' ');
    await view.getByText(last).waitFor();
    expect(ranges.filter((range) => range !== '').length).toBeLessThan(6);
    await page.getByLabel('Offset').fill('0x300000');
    await page.getByRole('button', { name: 'Go' }).click();
    await page.getByText('Not an offset in this file.').waitFor();
    expect(browser.faults).toEqual([]);
  });

  it('runs nothing that a disc brings, whichever way it is opened', async () => {
    const page = await browser.window(lab, `/library/${varied}/files?path=hostile`);
    const names = page.locator('[data-row] .row-link');
    await names.first().waitFor();
    expect(await names.allInnerTexts()).toContain('<img src=x onerror=alert(1)>.txt');
    for (const name of ['page.html', 'picture.svg', 'page.png']) {
      const address = `/api/isos/${varied}/files/content?path=hostile%2F${name}`;
      const download = page.waitForEvent('download');
      // A download is no page: the navigation ends without one.
      await page.evaluate(`location.href = ${JSON.stringify(address)}`);
      await (await download).cancel();
      await page.goto(`/library/${varied}/files?path=hostile&open=${encodeURIComponent(name)}`);
      const dialog = page.getByRole('dialog', { name });
      await dialog
        .getByText(name === 'page.png' ? 'cannot show this picture' : 'document.title = "HACKED"')
        .waitFor();
      expect(await page.title()).not.toContain('HACKED');
      expect(await dialog.locator('iframe, object, embed, script, svg script').count()).toBe(0);
    }
    expect(browser.faults).toEqual([]);
  });

  it('with thousands of names has only those in sight on the page, and keys move through them', async () => {
    const page = await browser.window(lab, `/library/${full}/files?path=many`);
    await page.getByText(`${nameCount.toLocaleString('en-GB')} entries`).waitFor();
    expect(await page.locator('[data-row]').count()).toBeLessThan(80);
    await pressUntil(page, 'j', page.locator('[data-row] a:focus'));
    await page.keyboard.press('x');
    await page.locator('[data-row].is-chosen').waitFor();
    await page.keyboard.press('Enter');
    await page.getByText('The file is empty.').waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    // The closed dialog gives the focus back to its row, a moment later, and the page may move there once more.
    await page.locator('[data-row] a:focus').waitFor();
    await pressUntil(page, 'End', page.getByText(`file ${nameCount - 1}.bin`));
    expect(browser.faults).toEqual([]);
  });
});

describe('the library', () => {
  it('is filtered by size and day, and gives several images as one archive', async () => {
    const page = await browser.window(lab, '/library?view=list');
    await page.locator('[data-row]').first().waitFor();
    await page.getByLabel('Select all that are loaded').check();
    const zip = page.getByRole('link', { name: 'Download as a zip archive (3)' });
    const address = new URL((await zip.getAttribute('href')) ?? '', lab.url);
    expect(address.searchParams.getAll('ids').map(Number).toSorted()).toEqual(
      [varied, damaged, full].toSorted(),
    );
    await page.getByLabel('Size').selectOption('large');
    await page.getByText('No image fits').waitFor();
    await page.getByLabel('Size').selectOption('small');
    await page.locator('[data-row]').nth(2).waitFor();
    await page.getByLabel('To', { exact: true }).fill('2001-01-01');
    await page.getByText('No image fits').waitFor();
    expect(browser.faults).toEqual([]);
  });
});

describe('what people say of an image', () => {
  it('is written on its page, survives a reload, and finds the image again', async () => {
    const page = await browser.window(lab, `/library/${full}`);
    await page.getByText('Nothing is written about this image yet.').waitFor();
    await page.getByRole('button', { name: 'Change', exact: true }).click();
    await page.getByRole('textbox', { name: 'Title' }).fill('Holiday <b>2009</b>');
    await page.getByRole('textbox', { name: 'Tags' }).fill('family, \u202eodd, family');
    await page.getByRole('textbox', { name: 'Notes' }).fill('Two lines\nof notes');
    await page.getByRole('textbox', { name: 'File name' }).fill('bad/name');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.locator('.field-error').waitFor();
    await page.getByRole('textbox', { name: 'File name' }).fill('holiday-2009');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByRole('heading', { level: 1, name: 'Holiday <b>2009</b>' }).waitFor();
    await page.reload();
    await page.getByText('of notes').waitFor();
    await page.getByText('holiday-2009.iso').first().waitFor();
    await page.getByRole('link', { name: 'family' }).click();
    await page.getByText('1 image', { exact: true }).waitFor();
    await page.getByLabel('Tag', { exact: true }).selectOption('');
    await page.getByText('3 images').waitFor();
    await page.getByLabel('Filter').selectOption('unverified');
    await page.getByText('3 images').waitFor();
    await page.getByLabel('Filter').selectOption('missing');
    await page.getByText('No image fits').waitFor();
    expect(browser.faults).toEqual([]);
  });
});

describe('a damaged disc', () => {
  it('names the one file of 500 that is hit, on its page and in its folder', async () => {
    const page = await browser.window(lab, `/library/${damaged}`);
    await page.getByRole('heading', { name: '1 file is hit' }).waitFor();
    const hits = page.locator('.hit-files li');
    await expect.poll(() => hits.allInnerTexts()).toEqual([expect.stringContaining('many/file 250.bin')]);
    expect(await page.getByText('every file is intact').count()).toBe(0);
    await hits.getByRole('link').click();
    await page.getByRole('note').getByText('2 kB of this file were lost').waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'Damage' }).click();
    await sortedBy(page, 'Damage', 'ascending').waitFor();
    await page.getByRole('button', { name: 'Damage' }).click();
    await sortedBy(page, 'Damage', 'descending').waitFor();
    await page.locator('[data-row]').first().getByText('file 250.bin').waitFor();
    await expect.poll(() => page.locator('[data-row] .tag-bad:visible').count()).toBe(1);
    expect(browser.faults).toEqual([]);
  });
});

/** The small dark one always, the other in `npm run test:all`. */
const looks = [
  { theme: 'dark', language: 'de', width: 360, height: 740 },
  ...(process.env.DISK2ISO_TESTS === 'all' ? ([{ theme: 'light', language: 'en' }] as const) : []),
] as const;

describe.each(looks)('in $theme and $language', (wish) => {
  it('axe finds nothing in folders, previews and what is said of images, and nothing is wider than the window', async () => {
    const person = await browser.person(lab, wish);
    const found: string[] = [];
    for (const search of ['?open=notes.txt', '?open=large.bin', '?path=pictures%2F2009&open=sky%209.png']) {
      const page = await browser.visit(person, `/library/${varied}/files${search}`);
      await page.locator('.loading').first().waitFor({ state: 'detached' });
      await page.locator('[data-row]').first().waitFor();
      found.push(...(await violationsOf(page)));
      const isWide = await page.evaluate(
        'document.documentElement.scrollWidth > document.documentElement.clientWidth',
      );
      if (isWide === true) found.push(`${search}: wider than the window`);
      await browser.leave(page);
    }
    for (const path of [`/library/${full}`, '/library?sort=size']) {
      const page = await browser.visit(person, path);
      await page
        .locator(path.includes('?') ? '[data-row], .tile' : '.facts')
        .first()
        .waitFor();
      found.push(...(await violationsOf(page)));
      await browser.leave(page);
    }
    expect([...found, ...browser.faults]).toEqual([]);
    await person.close();
  });
});
