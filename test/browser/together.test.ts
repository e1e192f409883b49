import { createServer } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { BrowserLab } from '../support/browser-lab.ts';
import { addLabelledDrive } from '../support/make-disc.ts';
import { ServerLab } from '../support/server-lab.ts';

let lab: ServerLab;
let browser: BrowserLab;

beforeEach(async () => {
  // The same port again after a restart.
  lab = await ServerLab.open({ port: await freePort() });
  browser = await BrowserLab.open();
});

afterEach(async () => {
  await browser.close();
  await lab.remove();
});

describe('the interface', () => {
  it('says when the server is gone, and is true again when it is back, without a reload', async () => {
    await addLabelledDrive(lab, 'one', 'ONE');
    const page = await browser.window(lab, '/');
    await page.getByRole('button', { name: 'Create image: ONE' }).waitFor();
    await lab.stop();
    await page.getByText('The connection to the server is lost.').waitFor();
    await lab.start();
    await page.getByText('The connection to the server is lost.').waitFor({ state: 'detached' });
    // What happens from now on is shown, and what happened meanwhile.
    await addLabelledDrive(lab, 'two', 'TWO');
    await page.getByRole('button', { name: 'Create image: TWO' }).waitFor();
    expect(browser.faults).toEqual([]);
  });

  it('shows the same in two browsers', async () => {
    await addLabelledDrive(lab, 'slow', 'SLOW', { sectors: 20_000, rateKBps: 300 });
    const one = await browser.window(lab, '/');
    const other = await browser.window(lab, '/jobs', { language: 'de', theme: 'dark' });
    await other.getByText('Noch kein Auftrag').waitFor();
    await one.getByRole('button', { name: 'Create image: SLOW' }).click();
    await other.getByRole('link', { name: 'SLOW' }).waitFor();
    await other.locator('td').getByText('läuft').filter({ visible: true }).first().waitFor();
    await other.getByRole('button', { name: 'Anhalten: SLOW' }).click();
    await one.getByText('paused', { exact: true }).first().waitFor();
    expect(browser.faults).toEqual([]);
  });

  it('needs one connection for eight tabs, and goes on when the leading tab is closed', async () => {
    await addLabelledDrive(lab, 'slow', 'SLOW', { sectors: 20_000, rateKBps: 300 });
    const person = await browser.person(lab);
    const tabs = [await browser.visit(person, '/')];
    while (tabs.length < 8) tabs.push(await browser.visit(person, '/'));
    for (const tab of tabs) await tab.getByRole('button', { name: 'Create image: SLOW' }).waitFor();
    const streams = async () => /^disk2iso_live_clients (\d+)/m.exec((await lab.get('/metrics')).text)?.[1];
    await lab.until(async () => (await streams()) === '1', 'there is one stream');
    if (tabs[0] !== undefined) await browser.leave(tabs[0]);
    await lab.order('slow');
    await tabs[7]?.getByRole('progressbar', { name: 'Progress of SLOW' }).waitFor();
    await lab.until(async () => (await streams()) === '1', 'there is one stream again');
    expect(browser.faults).toEqual([]);
  });

  it('keeps language and theme, and settings are checked as they are typed', async () => {
    const person = await browser.person(lab);
    const page = await browser.visit(person, '/settings');
    const menu = page.getByRole('complementary');
    await menu.getByText('Preferences').click();
    await menu.getByText('Deutsch').click();
    await page.getByRole('heading', { level: 1, name: 'Einstellungen' }).waitFor();
    await menu.getByText('Dunkel').click();
    await expect.poll(() => page.locator('html').getAttribute('data-bs-theme')).toBe('dark');
    expect(await page.locator('html').getAttribute('lang')).toBe('de');
    await page.keyboard.press('Escape');

    const trash = page.getByLabel('Gelöschte Images behalten für');
    await trash.fill('0');
    await page.getByText('Gib eine ganze Zahl von 1 bis 365 ein.').waitFor();
    expect(await page.getByRole('button', { name: 'Speichern' }).isDisabled()).toBe(true);
    await trash.fill('30');
    await page.getByRole('textbox', { name: 'Ordner für Images', exact: true }).fill('/etc');
    await page.getByRole('button', { name: 'Speichern' }).click();
    await page.getByRole('alert').waitFor();
    expect((await lab.get('/api/system/config')).json.retention.trashDays).toBe(7);
    await page.getByRole('textbox', { name: 'Ordner für Images', exact: true }).fill(`${lab.folder}/library`);
    await page.getByRole('button', { name: 'Speichern' }).click();
    await page.getByText('Die Einstellungen sind gespeichert.').waitFor();
    expect((await lab.get('/api/system/config')).json.retention.trashDays).toBe(30);

    const later = await browser.visit(person, '/');
    await later.getByRole('heading', { level: 1, name: 'Übersicht' }).waitFor();
    expect(await later.locator('html').getAttribute('data-bs-theme')).toBe('dark');
    expect(browser.faults).toEqual([]);
  });

  it('shows names from discs as they are, never as markup', async () => {
    await addLabelledDrive(lab, 'odd', '<b onclick=x>&amp;');
    const page = await browser.window(lab, '/', { width: 360 });
    await page.getByText('<b onclick=x>&amp;').first().waitFor();
    expect(await page.locator('b').count()).toBe(0);
    expect(browser.faults).toEqual([]);
  });

  it('holds names that are very long, turn around, or cannot be seen', async () => {
    await addLabelledDrive(lab, 'odd', 'ODD');
    const { profile } = (await lab.get('/api/disks/odd')).json;
    const name = `${'W'.repeat(120)} \u202Egpj.exe\u0007 \u{1F4C0} عربي`;
    await lab.call('PUT', '/api/disks/odd/profile', { ...profile, name });
    for (const path of ['/drives', '/system', '/']) {
      const page = await browser.window(lab, path, { width: 360 });
      if (path !== '/') await page.getByText('\uFFFDgpj.exe\uFFFD').first().waitFor();
      const isWide = await page.evaluate(
        'document.documentElement.scrollWidth > document.documentElement.clientWidth',
      );
      expect(isWide, path).toBe(false);
      await browser.leave(page);
    }
    expect(browser.faults).toEqual([]);
  });
});

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0));
    });
  });
}
