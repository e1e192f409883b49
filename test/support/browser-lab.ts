import { randomUUID } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  type Browser,
  type BrowserContext,
  type BrowserContextOptions,
  chromium,
  errors,
  type Locator,
  type Page,
} from 'playwright-core';
import type { ServerLab } from './server-lab.ts';

/** Debian's Chromium, without what it does in the background. */
export const chromiumFlags = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** A machine that tests other things at the same time is slow. */
const patienceMs = 120_000;

/** Where it is kept which parts of the interface ran (scripts/web-coverage.mjs); `undefined`: nowhere. */
const coverageFolder = process.env.DISK2ISO_WEB_COVERAGE;

/** What a window is like. */
export type WindowWish = {
  readonly language?: 'en' | 'de';
  readonly theme?: 'light' | 'dark';
  readonly width?: number;
  readonly height?: number;
};

/** A browser that looks at a server of tests. */
export class BrowserLab {
  readonly #browser: Browser;
  readonly #pages: Page[] = [];
  readonly #people: BrowserContext[] = [];
  /** What went wrong inside pages: a test that ends well has none. */
  readonly faults: string[] = [];

  private constructor(browser: Browser) {
    this.#browser = browser;
  }

  static async open(): Promise<BrowserLab> {
    return new BrowserLab(
      await chromium.launch({ executablePath: '/usr/bin/chromium', args: chromiumFlags }),
    );
  }

  /** Somebody of their own: other windows know nothing of what is stored here. */
  async person(
    server: ServerLab,
    wish: WindowWish = {},
    more: BrowserContextOptions = {},
  ): Promise<BrowserContext> {
    const { language = 'en', theme = 'light', width = 1280, height = 900 } = wish;
    const person = await this.#browser.newContext({
      baseURL: server.url,
      locale: language === 'en' ? 'en-GB' : 'de-DE',
      colorScheme: theme,
      viewport: { width, height },
      reducedMotion: 'reduce',
      ...more,
    });
    person.setDefaultTimeout(patienceMs);
    this.#people.push(person);
    return person;
  }

  /** A window at an address. */
  async visit(person: BrowserContext, path: string): Promise<Page> {
    const page = await person.newPage();
    if (coverageFolder !== undefined) {
      await page.coverage.startJSCoverage({ resetOnNavigation: false });
      this.#pages.push(page);
    }
    page.on('pageerror', (error) => this.faults.push(`${page.url()}: ${error.stack ?? error.message}`));
    await page.goto(path);
    await page.getByRole('heading', { level: 1 }).waitFor();
    return page;
  }

  /** A window of a person of its own. */
  async window(server: ServerLab, path: string, wish: WindowWish = {}): Promise<Page> {
    return this.visit(await this.person(server, wish), path);
  }

  /** Closes a window. */
  async leave(page: Page): Promise<void> {
    if (this.#pages.includes(page)) await keepCoverage(page);
    await page.close();
  }

  /** Closes all windows: one that is left open listens, draws, and slows down the tests after its own. */
  async leaveAll(): Promise<void> {
    for (const page of this.#pages.splice(0)) if (!page.isClosed()) await keepCoverage(page);
    for (const person of this.#people.splice(0)) await person.close();
  }

  async close(): Promise<void> {
    await this.leaveAll();
    await this.#browser.close();
  }
}

/**
 * Presses a key until something is seen: a page that was just shown hears keys a moment later. For keys that do no harm when
 * they are pressed once more.
 */
export async function pressUntil(page: Page, key: string, seen: Locator): Promise<void> {
  for (const deadline = performance.now() + patienceMs; ; ) {
    await page.keyboard.press(key);
    try {
      return await seen.waitFor({ timeout: 2000 });
    } catch (error) {
      if (!(error instanceof errors.TimeoutError) || performance.now() > deadline) throw error;
    }
  }
}

async function keepCoverage(page: Page): Promise<void> {
  if (coverageFolder === undefined) return;
  const scripts = await page.coverage.stopJSCoverage();
  const ours = scripts.filter(({ url }) => url.includes('/assets/'));
  await mkdir(coverageFolder, { recursive: true });
  const kept = ours.map(({ url, functions }) => ({ url, functions }));
  await writeFile(join(coverageFolder, `${randomUUID()}.json`), JSON.stringify(kept));
}
