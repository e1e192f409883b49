import { afterAll, beforeAll, expect, it } from 'vitest';
import { violationsOf } from '../support/axe.ts';
import { BrowserLab } from '../support/browser-lab.ts';
import { HttpReceiver } from '../support/receivers.ts';
import { ServerLab } from '../support/server-lab.ts';

let lab: ServerLab;
let browser: BrowserLab;
let receiver: HttpReceiver;

beforeAll(async () => {
  receiver = await new HttpReceiver().start();
  lab = await ServerLab.open();
  browser = await BrowserLab.open();
});

afterAll(async () => {
  await browser.close();
  await lab.remove();
  await receiver.stop();
});

it('a channel is set up, tried, seen failing and removed; nothing needs a reload', async () => {
  const page = await browser.window(lab, '/settings');
  await page.getByRole('link', { name: 'Notifications' }).click();
  await page.getByText('Nobody is told yet').waitFor();
  const found = [...(await violationsOf(page))];
  await page.getByRole('button', { name: 'Add channel' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Type').selectOption('webhook');
  await dialog.getByLabel('Name').fill('My script');
  await dialog.getByLabel('Address').fill('nothing');
  await dialog.getByRole('button', { name: 'Make one' }).click();
  await dialog.getByLabel('Disc put in').check();
  await dialog.getByRole('button', { name: 'Save' }).click();
  // What the server says stands at the field.
  await dialog.getByText('must match', { exact: false }).waitFor();
  found.push(...(await violationsOf(page)));
  await dialog.getByLabel('Address').fill(receiver.url);
  receiver.answer = { status: 418, body: 'short and stout' };
  await dialog.getByRole('button', { name: 'Send a test' }).click();
  await dialog.getByText('short and stout', { exact: false }).waitFor();
  receiver.answer = { status: 200 };
  await dialog.getByRole('button', { name: 'Send a test' }).click();
  await dialog.getByText('The test has arrived.').waitFor();
  await dialog.getByRole('button', { name: 'Save' }).click();
  await dialog.waitFor({ state: 'detached' });
  await page.getByText('My script').first().waitFor();

  await receiver.stop();
  await lab.addDrive('a', { sectors: 300 });
  await page.getByText('Last error:', { exact: false }).waitFor();
  await page.getByText('one waits', { exact: false }).waitFor();
  found.push(...(await violationsOf(page)));
  await receiver.start();
  await page.getByRole('button', { name: 'Try now' }).click();
  await page.getByText('delivered ·', { exact: false }).first().waitFor();

  const german = await browser.window(lab, '/notifications', {
    ...{ language: 'de', theme: 'dark', width: 360, height: 740 },
  });
  await german.getByText('zugestellt', { exact: false }).first().waitFor();
  found.push(...(await violationsOf(german)));
  await page.getByRole('button', { name: 'Remove' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Remove' }).click();
  await page.getByText('Nobody is told yet').waitFor();
  await german.getByText('Noch erfährt niemand etwas').waitFor();
  expect(found).toEqual([]);
  expect(browser.faults).toEqual([]);
});
