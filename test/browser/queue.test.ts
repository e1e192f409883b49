import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Job } from '../../src/model/index.ts';
import { BrowserLab, pressUntil } from '../support/browser-lab.ts';
import { addLabelledDrive } from '../support/make-disc.ts';
import { ServerLab } from '../support/server-lab.ts';

let lab: ServerLab;
let browser: BrowserLab;
let page: Page;
let running: Job;

beforeAll(async () => {
  lab = await ServerLab.open();
  browser = await BrowserLab.open();
  await lab.call('PUT', '/api/system/config', { general: { maxConcurrentJobs: 1 } });
  await addLabelledDrive(lab, 'slow', 'SLOW', { sectors: 30_000, rateKBps: 200 });
  running = await lab.order('slow');
  for (const name of ['one', 'two', 'three']) {
    await addLabelledDrive(lab, name, name.toUpperCase());
    await lab.order(name);
  }
  page = await browser.window(lab, '/jobs');
});

afterAll(async () => {
  await browser.close();
  await lab.remove();
});

/** The queue as the server has it. */
async function serverOrder(): Promise<readonly string[]> {
  const { items } = (await lab.get('/api/jobs?status=queued')).json as { items: Job[] };
  return items
    .toSorted((a, b) => b.priority - a.priority || a.position - b.position)
    .map(({ device }) => device ?? '');
}

const shown = () => page.locator('.queue .row-link').allInnerTexts();
const untilOrder = (order: readonly string[]) =>
  lab.until(
    async () =>
      (await serverOrder()).join() === order.join() && (await shown()).join() === order.join().toUpperCase(),
    `the order is ${order}`,
  );

describe('the queue', () => {
  it('is found from the dashboard, which offers no disc twice', async () => {
    const other = await browser.window(lab, '/');
    await other.getByRole('link', { name: /^Waiting/ }).click();
    await other.getByRole('button', { name: 'Move THREE, place 3' }).waitFor();
    await other.getByRole('link', { name: 'Dashboard', exact: true }).first().click();
    await other.getByRole('link', { name: 'To the job' }).first().waitFor();
    await expect.poll(() => other.getByRole('link', { name: 'To the job' }).count()).toBe(3);
    expect(await other.getByRole('button', { name: /^Create image/ }).count()).toBe(0);
    await other.close();
  });

  it('is ordered by dragging', async () => {
    await untilOrder(['one', 'two', 'three']);
    const placeOf = async (name: string) => {
      const box = await page.getByRole('button', { name }).boundingBox();
      if (box === null) throw new Error('nothing to drag');
      return { x: box.x + 10, y: box.y + 8 };
    };
    const from = await placeOf('Move THREE, place 3');
    await page.mouse.move(from.x, from.y);
    await page.mouse.down();
    // As a hand does: on only when it has been lifted, let go only when it is where it should be.
    await page.mouse.move(from.x, from.y - 12, { steps: 4 });
    await page.getByText('THREE is lifted', { exact: false }).waitFor({ state: 'attached' });
    const to = await placeOf('Move ONE, place 1');
    await page.mouse.move(to.x, to.y, { steps: 12 });
    await page.getByText('THREE is at place 1 of 3.').waitFor({ state: 'attached' });
    await page.mouse.up();
    await untilOrder(['three', 'one', 'two']);
  });

  it('is ordered by keyboard, and says what it does', async () => {
    await page.getByRole('button', { name: 'Move THREE, place 1' }).focus();
    await page.keyboard.press('Space');
    await page.getByText('THREE is lifted, place 1 of 3.').waitFor({ state: 'attached' });
    await page.keyboard.press('ArrowDown');
    await page.getByText('THREE is at place 2 of 3.').waitFor({ state: 'attached' });
    await page.keyboard.press('ArrowDown');
    await page.getByText('THREE is at place 3 of 3.').waitFor({ state: 'attached' });
    await page.keyboard.press('Space');
    await untilOrder(['one', 'two', 'three']);
  });

  it('lets a running job pause, resume and be cancelled, and others with it', async () => {
    await page.goto(`/jobs/${running.uuid}`);
    await page.getByRole('button', { name: 'Pause' }).click();
    await page.getByText('paused', { exact: true }).first().waitFor();
    // The others go on meanwhile; when they are done it is its turn again.
    for (const name of ['one', 'two', 'three']) {
      await lab.until(
        async () => (await lab.get(`/api/jobs?device=${name}`)).json.items[0]?.status === 'completed',
        `${name} is done`,
      );
    }
    await page.getByRole('button', { name: 'Resume' }).click();
    await page.getByText('running', { exact: true }).first().waitFor();
    await page.getByRole('button', { name: 'Cancel job' }).click();
    await page
      .getByRole('dialog', { name: 'Cancel SLOW?' })
      .getByRole('button', { name: 'Cancel job' })
      .click();
    await page.getByText('cancelled', { exact: true }).first().waitFor();
    expect((await lab.get(`/api/jobs/${running.uuid}`)).json.job.status).toBe('cancelled');
  });

  it('lets many jobs be chosen by keyboard and deleted together', async () => {
    await page.goto('/jobs');
    await page.getByRole('link', { name: 'THREE' }).waitFor();
    const focused = page.locator('[data-row] a:focus');
    await pressUntil(page, 'j', focused);
    const first = await focused.textContent();
    await page.keyboard.press('x');
    await page.getByText('1 selected').waitFor();
    await page.keyboard.press('j');
    await expect.poll(() => focused.textContent()).not.toBe(first);
    await page.keyboard.press('x');
    await page.getByText('2 selected').waitFor();
    await page.getByRole('toolbar').getByRole('button', { name: 'Delete (2)' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click();
    await page.getByText('2 jobs were deleted.').waitFor();
    await page.getByText('2 jobs', { exact: true }).waitFor();
    expect(browser.faults).toEqual([]);
  });
});
