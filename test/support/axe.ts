import axe from 'axe-core';
import type { Page } from 'playwright-core';

type Violation = { id: string; nodes: { html: string; any: { message: string }[] }[] };

/** What axe finds on a page as it is now, a line for each place. */
export async function violationsOf(page: Page): Promise<readonly string[]> {
  await page.evaluate(axe.source);
  const { violations } = await page.evaluate<{ violations: Violation[] }>('axe.run()');
  return violations.flatMap(({ id, nodes }) =>
    nodes.map(({ html, any }) => `${page.url()} ${id}: ${html.slice(0, 200)} ${any[0]?.message ?? ''}`),
  );
}
