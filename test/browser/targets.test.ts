import { mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { violationsOf } from '../support/axe.ts';
import { BrowserLab } from '../support/browser-lab.ts';
import { S3Server, Wire } from '../support/s3-server.ts';
import { ServerLab } from '../support/server-lab.ts';

let lab: ServerLab;
let browser: BrowserLab;
let server: S3Server;
let wire: Wire;

beforeAll(async () => {
  server = await S3Server.open();
  wire = await new Wire(() => server.port).open();
  lab = await ServerLab.open();
  browser = await BrowserLab.open();
  await mkdir(join(lab.folder, 'library', 'attic'), { recursive: true });
});

afterAll(async () => {
  await browser.close();
  await lab.remove();
  await wire.close();
  await server.remove();
});

it('targets are set up and tried, and an image is sent to them from its page and from the library', async () => {
  await lab.addDrive('a', { sectors: 300 });
  const { isoId } = await lab.untilJob((await lab.order('a')).uuid, 'completed');
  const page = await browser.window(lab, '/settings');
  await page.getByRole('link', { name: 'Storage targets' }).click();
  await page.getByText('Nothing is sent anywhere yet').waitFor();
  const found = [...(await violationsOf(page))];

  const { endpoint, bucket, accessKeyId } = wire.setup();
  await page.getByRole('button', { name: 'Add target' }).first().click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Name').fill('Cloud');
  await dialog.getByLabel('Address of the server').fill(endpoint);
  await dialog.getByLabel('Bucket', { exact: true }).fill('no-such-bucket');
  await dialog.getByLabel('Access key ID').fill(accessKeyId);
  await dialog.getByRole('button', { name: 'Save' }).click();
  await dialog.getByText('is missing: the secret access key', { exact: false }).waitFor();
  await dialog.getByLabel('Secret access key').fill('S3RVER');
  await dialog.getByRole('button', { name: 'Test' }).click();
  await dialog.getByText('NoSuchBucket', { exact: false }).waitFor();
  found.push(...(await violationsOf(page)));
  await dialog.getByLabel('Bucket', { exact: true }).fill(bucket);
  await dialog.getByRole('button', { name: 'Test' }).click();
  await dialog.getByText('The target works.').waitFor();
  await dialog.getByRole('button', { name: 'Save' }).click();
  await dialog.waitFor({ state: 'detached' });
  await page.getByText('only when asked', { exact: false }).waitFor();

  await page.getByRole('button', { name: 'Add target' }).click();
  await dialog.getByLabel('Kind').selectOption('folder');
  await dialog.getByLabel('Name').fill('Attic');
  await dialog.getByLabel('Folder', { exact: true }).fill(join(lab.folder, 'library', 'attic'));
  found.push(...(await violationsOf(page)));
  await dialog.getByRole('button', { name: 'Save' }).click();
  await dialog.waitFor({ state: 'detached' });

  const image = await browser.window(lab, `/library/${isoId}`);
  await image.getByRole('button', { name: 'Send to…' }).click();
  await image.getByRole('dialog').getByLabel('Target').selectOption('Cloud');
  found.push(...(await violationsOf(image)));
  await image.getByRole('dialog').getByRole('button', { name: 'Send' }).click();
  await image.getByRole('heading', { name: 'Copies' }).waitFor();
  await image.getByText('compared', { exact: false }).first().waitFor();
  await image.getByText('s3://discs/', { exact: false }).waitFor();
  found.push(...(await violationsOf(image)));

  const german = await browser.window(lab, '/library?view=list', {
    ...{ language: 'de', theme: 'dark', width: 360, height: 740 },
  });
  await german.locator('[data-row]').getByRole('checkbox').check();
  await german.getByRole('button', { name: 'Schicken …' }).click();
  found.push(...(await violationsOf(german)));
  await german.getByRole('dialog').getByRole('button', { name: 'Schicken', exact: true }).click();
  await german.getByText('wird zu Attic geschickt', { exact: false }).waitFor();
  await image.getByText('Attic', { exact: true }).waitFor();
  const germanTargets = await browser.window(lab, '/targets', {
    ...{ language: 'de', theme: 'dark', width: 360, height: 740 },
  });
  await germanTargets.getByText('Speicherziele').first().waitFor();
  found.push(...(await violationsOf(germanTargets)));
  await lab.until(
    async () => (await readdir(join(lab.folder, 'library', 'attic'))).some((name) => !name.startsWith('.')),
    'the copy is in its folder',
  );
  expect(found).toEqual([]);
  expect(browser.faults).toEqual([]);
});
