import axe from 'axe-core';
import type { Page } from 'playwright-core';

const THEMES = ['light', 'dark'];
const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

/**
 * Theme, rule and place of everything that axe finds, in both themes of one load. Run through the debugger, so that
 * the page's CSP may stay strict.
 */
export async function faults(page: Page): Promise<string[]> {
  await page.evaluate(axe.source);
  const found: string[] = [];
  for (const theme of THEMES) {
    await page.evaluate((name) => document.documentElement.setAttribute('data-bs-theme', name), theme);
    const { violations } = await page.evaluate(
      (rules) =>
        (window as unknown as { axe: typeof axe }).axe.run(document, {
          runOnly: { type: 'tag', values: rules },
        }),
      RULES,
    );
    found.push(
      ...violations.flatMap(({ id, nodes }) =>
        nodes.map(({ target }) => `${theme} ${id}: ${target.join(' ')}`),
      ),
    );
  }
  return found;
}

/** How far the page can be pushed sideways. */
export const overflow = (page: Page) =>
  page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
