import { afterAll, beforeAll, expect, it } from 'vitest';
import { violationsOf } from '../support/axe.ts';
import { BrowserLab } from '../support/browser-lab.ts';
import { ServerLab } from '../support/server-lab.ts';

let lab: ServerLab;
let browser: BrowserLab;
const password = 'a quiet evening by the sea';

beforeAll(async () => {
  lab = await ServerLab.open({ auth: 'users' });
  browser = await BrowserLab.open();
});

afterAll(async () => {
  await browser.close();
  await lab.remove();
});

it('the first administrator is made by the link, adds an operator, who may do less', async () => {
  const person = await browser.person(lab);
  const page = await browser.visit(person, `/setup#${lab.setupToken}`);
  const found = [...(await violationsOf(page))];
  await page.getByLabel('Password', { exact: true }).fill(password);
  await page.getByLabel('Password again').fill(password);
  await page.getByRole('button', { name: 'Create administrator' }).click();
  await page.getByRole('heading', { level: 1, name: 'Dashboard' }).waitFor();

  await page.goto('/users');
  await page.getByRole('button', { name: 'Add user' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('User name').fill('otto');
  await dialog.getByLabel('Password').fill('many small boats today');
  await dialog.getByLabel('Role').selectOption('viewer');
  await dialog.getByRole('button', { name: 'Add' }).click();
  await page.getByText('otto').first().waitFor();
  found.push(...(await violationsOf(page)));

  await page.goto('/account');
  await page.getByLabel('What it is for').fill('backup script');
  await page.getByRole('button', { name: 'Make a key' }).click();
  await page.getByText('Copy the key now').waitFor();
  found.push(...(await violationsOf(page)));

  const other = await browser.window(lab, '/jobs', { theme: 'dark' });
  await other.getByRole('heading', { level: 1, name: 'Log in' }).waitFor();
  await other.getByLabel('User name').fill('otto');
  await other.getByLabel('Password').fill('wrong wrong wrong');
  await other.getByRole('button', { name: 'Log in' }).click();
  await other.getByRole('alert').waitFor();
  found.push(...(await violationsOf(other)));
  await other.getByLabel('Password').fill('many small boats today');
  await other.getByRole('button', { name: 'Log in' }).click();
  await other.getByRole('heading', { level: 1, name: 'Jobs' }).waitFor();
  // Who only looks has nothing to begin with.
  expect(await other.getByRole('button', { name: 'New job' }).count()).toBe(0);

  await page.goto('/users');
  await page.getByRole('button', { name: 'Remove' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Remove' }).click();
  await other.goto('/drives');
  await other.getByRole('heading', { level: 1, name: 'Log in' }).waitFor();
  expect([...found, ...browser.faults]).toEqual([]);
});
