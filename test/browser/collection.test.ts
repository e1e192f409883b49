import { createHash } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { violationsOf } from '../support/axe.ts';
import { BrowserLab } from '../support/browser-lab.ts';
import { datFile, romOf, strangers } from '../support/dat-files.ts';
import { layImage } from '../support/library-lab.ts';
import { ServerLab } from '../support/server-lab.ts';

let lab: ServerLab;
let browser: BrowserLab;
let folder: string;
/** A DAT file that knows the image `known`, and two of the three tracks of `set`. */
let dat: string;
let setId = 0;

beforeAll(async () => {
  lab = await ServerLab.open();
  browser = await BrowserLab.open();
  folder = join(lab.folder, 'library', 'old');
  const { bytes } = await layImage(folder, 'known.iso', { seed: 1, sectors: 40 });
  await layImage(folder, 'other.iso', { seed: 2 });
  await layImage(folder, 'third.iso', { seed: 3 });
  const rotten = await layImage(folder, 'rotten.iso', { seed: 4 });
  await writeFile(rotten.filePath, Buffer.concat([rotten.bytes, Buffer.alloc(2048)]));
  await writeFile(
    join(folder, 'lonely.cue'),
    'FILE "gone.bin" BINARY\n  TRACK 01 AUDIO\n    INDEX 01 00:00:00\n',
  );
  const tracks = await layTracks(join(folder, 'set'));
  dat = datFile(
    [
      ...strangers(2000),
      { title: 'Known Disc <b>(Germany)</b>', roms: [romOf('known.iso', bytes)] },
      {
        title: 'Set with a Bonus',
        roms: [...tracks.slice(0, 2), { name: 'x.bin', size: 1, md5: 'a'.repeat(32) }],
      },
    ],
    { name: 'Lab - Discs', version: '2026-05-01' },
  );
});

afterEach(() => browser.leaveAll());

afterAll(async () => {
  await browser.close();
  await lab.remove();
});

/** Three tracks with a sheet and their sums. */
async function layTracks(own: string) {
  await mkdir(own, { recursive: true });
  const tracks = [1, 2, 3].map((seed) => Buffer.alloc(2352 * 4 * seed, seed));
  const names = tracks.map((_, index) => `set (Track ${index + 1}).bin`);
  const sheet = names.map(
    (name, at) => `FILE "${name}" BINARY\n  TRACK 0${at + 1} AUDIO\n    INDEX 01 00:00:00\n`,
  );
  const sums = tracks.map((bytes, at) => `${createHash('md5').update(bytes).digest('hex')}  ${names[at]}\n`);
  for (const [at, bytes] of tracks.entries()) await writeFile(join(own, names[at] ?? ''), bytes);
  await writeFile(join(own, 'set.cue'), sheet.join(''));
  await writeFile(join(own, 'set.md5'), sums.join(''));
  return tracks.map((bytes, at) => romOf(names[at] ?? '', bytes));
}

const idOf = async (fileName: string) => {
  const { items } = (await lab.get('/api/isos?limit=200')).json;
  return items.find((iso: { fileName: string }) => iso.fileName === fileName)?.id ?? 0;
};

describe('images that are there already', () => {
  it('are looked at first, told of with what is odd, and taken', async () => {
    const page = await browser.window(lab, '/library');
    await page.getByRole('button', { name: 'Import …' }).click();
    const dialog = page.getByRole('dialog', { name: 'Import images that are there already' });
    await dialog.getByRole('button', { name: 'Look first' }).and(page.locator(':disabled')).waitFor();
    await dialog.getByRole('button', { name: 'Browse: Folder' }).click();
    const chooser = page.getByRole('dialog', { name: 'Choose a folder' });
    await chooser.getByRole('button', { name: 'old', exact: true }).click();
    await chooser.getByText(folder, { exact: true }).waitFor();
    await chooser.getByRole('button', { name: 'Take this folder' }).click();
    await lab.until(
      async () => (await dialog.getByLabel('Folder').first().inputValue()) === folder,
      'it is chosen',
    );
    await dialog.getByRole('button', { name: 'Look first' }).click();
    await dialog.getByText('5 images found, 5 of them new').waitFor();
    await dialog.getByText('1 is not what its papers say').waitFor();
    await dialog.getByText('lonely.cue – a sheet whose files are missing').waitFor();
    expect((await lab.get('/api/isos')).json.items).toEqual([]);
    await dialog.getByRole('button', { name: 'Import 5 images' }).click();
    await page.getByText('5 images found, 5 added').waitFor();
    expect((await lab.get('/api/isos')).json.items).toHaveLength(5);
    setId = await idOf('set.cue');
    for (const title of ['known', 'other', 'third']) {
      const answer = await lab.call('PUT', `/api/isos/${await idOf(`${title}.iso`)}`, { title });
      expect(answer.status).toBe(200);
    }

    // Once more there is nothing to take.
    await page.goto('/library');
    await page.getByRole('button', { name: 'Import …' }).click();
    await dialog.getByLabel('Folder').first().fill(folder);
    await dialog.getByRole('button', { name: 'Look first' }).click();
    await dialog.getByText('5 images found, 0 of them new').waitFor();
    await dialog.getByRole('button', { name: 'Import 0 images' }).and(page.locator(':disabled')).waitFor();
    await dialog.getByLabel('Folder').first().fill('/etc');
    await dialog.getByRole('button', { name: 'Look first' }).click();
    await dialog.getByRole('alert').waitFor();
    expect(browser.faults).toEqual([]);
  });
});

describe('known good dumps', () => {
  it('are shown from the import of a DAT file until it is removed', async () => {
    const page = await browser.window(lab, '/library');
    await page.getByRole('link', { name: 'Known good dumps' }).click();
    await page.getByText('No DAT file yet').waitFor();
    const give = async (name: string, text: string) => {
      await page
        .getByLabel('DAT file', { exact: true })
        .setInputFiles({ name, mimeType: 'application/xml', buffer: Buffer.from(text) });
      await page.getByRole('button', { name: 'Import a DAT file' }).click();
    };
    await give('broken.dat', dat.replace('</header>', '</heade>'));
    await page.getByRole('alert').getByText('Line 8').waitFor();
    await give('lab.dat', dat);
    const row = page.getByRole('listitem').filter({ hasText: 'Lab - Discs' });
    await row.getByText('2,002 dumps').waitFor();
    await row.getByText('1 image known').waitFor();
    await page.getByRole('link', { name: 'Images that are known' }).click();
    await page.getByText('1 image', { exact: true }).waitFor();
    await page.getByText('known dump', { exact: true }).waitFor();
    await page.getByRole('link', { name: 'known', exact: true }).click();
    await page.getByText('Known Disc <b>(Germany)</b>').waitFor();
    await page.getByText('Lab - Discs (2026-05-01)').waitFor();
    await page.goto(`/library/${setId}`);
    await page.getByText('2 of 3 tracks of').waitFor();
    expect(await page.getByText('known dump', { exact: true }).count()).toBe(0);

    await page.goto('/library/dats');
    await page.getByRole('button', { name: 'Remove Lab - Discs' }).click();
    await page.getByText('1 image that it knows').waitFor();
    await page.getByRole('button', { name: 'Remove', exact: true }).click();
    await page.getByText('No DAT file yet').waitFor();
    await lab.until(
      async () => (await lab.get('/api/isos?knownGood=true')).json.items.length === 0,
      'nothing is known any more',
    );
    expect(browser.faults).toEqual([]);
  });
});

describe('many images', () => {
  it('get tags together, and lose them', async () => {
    const page = await browser.window(lab, '/library?view=list');
    await page.getByRole('checkbox', { name: 'Select other' }).check();
    await page.getByRole('checkbox', { name: 'Select third' }).check();
    await page.getByRole('button', { name: 'Tags … (2)' }).click();
    const dialog = page.getByRole('dialog', { name: 'Tags of 2 images' });
    await dialog.getByLabel('Add tags').fill('Größe, old');
    await dialog.getByRole('button', { name: 'Save' }).click();
    await page.getByText('Tags changed on 2 images.').waitFor();
    const tags = async () => (await lab.get('/api/isos/tags')).json.tags;
    expect(await tags()).toEqual([
      { name: 'Größe', images: 2 },
      { name: 'old', images: 2 },
    ]);
    await page.getByRole('button', { name: 'Tags … (2)' }).click();
    await dialog.getByLabel('old').check();
    await dialog.getByRole('button', { name: 'Save' }).click();
    await dialog.waitFor({ state: 'detached' });
    await expect.poll(tags).toEqual([{ name: 'Größe', images: 2 }]);
    expect(browser.faults).toEqual([]);
  });
});

describe('the rules of retention', () => {
  it('show what would go while they are switched off', async () => {
    const before = (await lab.get('/api/system/config')).json.imageRetention;
    const change = { imageRetention: { ...before, enabled: false, olderThanDays: 1 } };
    expect((await lab.call('PUT', '/api/system/config', change)).status).toBe(200);
    const page = await browser.window(lab, '/settings');
    await page.getByRole('button', { name: 'Show', exact: true }).click();
    const list = page.getByRole('list', { name: 'Images that would go' });
    await list.getByRole('link').first().waitFor();
    const preview = (await lab.get('/api/isos/retention/preview')).json;
    expect(preview.images).toBeGreaterThan(0);
    await expect.poll(() => list.getByRole('link').count()).toBe(preview.images);
    await list.getByText('old enough').first().waitFor();
    expect((await lab.get('/api/isos?trashed=true')).json.items).toEqual([]);
    expect(browser.faults).toEqual([]);
  });
});

/** The small dark one always, the other in `npm run test:all`. */
const looks = [
  { theme: 'dark', language: 'de', width: 360, height: 740 },
  ...(process.env.DISK2ISO_TESTS === 'all' ? ([{ theme: 'light', language: 'en' }] as const) : []),
] as const;

describe.each(looks)('in $theme and $language', (wish) => {
  it('axe finds nothing on the pages, and nothing is wider than the window', async () => {
    const answer = await lab.call('POST', '/api/dats', dat, { 'content-type': 'application/xml' });
    expect(answer.status).toBe(201);
    const known = await idOf('known.iso');
    await lab.until(
      async () => (await lab.get(`/api/isos/${known}`)).json.knownGood !== null,
      'the image is known',
    );
    const person = await browser.person(lab, wish);
    const found: string[] = [];
    const names =
      wish.language === 'en' ? ['Import …', 'Show', /^Tags …/] : ['Importieren …', 'Anzeigen', /^Schlagw/];
    let shots = 0;
    const look = async (
      path: string,
      prepare: (page: Awaited<ReturnType<typeof browser.visit>>) => Promise<void>,
    ) => {
      const page = await browser.visit(person, path);
      await page.locator('.loading').first().waitFor({ state: 'detached' });
      await prepare(page);
      found.push(...(await violationsOf(page)));
      const isWide = await page.evaluate(
        'document.documentElement.scrollWidth > document.documentElement.clientWidth',
      );
      if (isWide === true) found.push(`${path}: wider than the window`);
      if (process.env.DISK2ISO_SHOTS !== undefined) {
        const file = `${path.replaceAll(/\W+/g, '-')}-${wish.language}-${shots++}.png`;
        await page.screenshot({ path: join(process.env.DISK2ISO_SHOTS, file), fullPage: true });
      }
      await browser.leave(page);
    };
    await look('/library/dats', async (page) => {
      await page.getByText('Lab - Discs').first().waitFor();
    });
    await look(`/library/${known}`, async (page) => {
      await page.getByText('Known Disc').first().waitFor();
    });
    await look('/library', async (page) => {
      await page.locator('.tile svg.disc-picture').first().waitFor();
    });
    await look('/library?only=known', async (page) => {
      await page.getByRole('button', { name: names[0] ?? '' }).click();
      await page.getByRole('dialog').getByRole('textbox').fill(folder);
      await page.getByRole('dialog').locator('.btn-primary').click();
      await page.getByRole('dialog').locator('details').first().waitFor();
    });
    await look('/library?view=list', async (page) => {
      await page.getByRole('checkbox').nth(1).check();
      await page.getByRole('button', { name: names[2] ?? '' }).click();
      await page.getByRole('dialog').waitFor();
    });
    await look('/settings', async (page) => {
      await page.getByRole('button', { name: names[1] ?? '', exact: true }).click();
      await page.locator('.rows .row-slim').first().waitFor();
    });
    expect([...found, ...browser.faults]).toEqual([]);
    await person.close();
  });
});
