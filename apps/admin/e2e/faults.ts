import axe from 'axe-core';
import type { Page } from 'playwright-core';

const THEMES = ['light', 'dark'];
const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
/** Of those rules the ones whose verdict hangs on colours. */
const COLOUR_RULES = axe
  .getRules(['cat.color'])
  .filter(({ tags }) => tags.some((tag) => RULES.includes(tag)))
  .map(({ ruleId }) => ruleId);

/** Loads axe with every page to come, for a walk through many: sent each time, it costs more than it finds. */
export const bringAxe = (page: Page) => page.addInitScript({ content: axe.source });

/**
 * Theme, rule and place of everything that axe finds, in both themes of one load. Run through the debugger, so that
 * the page's CSP may stay strict. Where the second theme moves and hides nothing, only the rules about colours can judge it
 * otherwise than the first.
 */
export async function faults(page: Page): Promise<string[]> {
  if (!(await page.evaluate(() => 'axe' in window))) await page.evaluate(axe.source);
  return page.evaluate(judge, { themes: THEMES, rules: RULES, colourRules: COLOUR_RULES });
}

interface Wish {
  themes: string[];
  rules: string[];
  colourRules: string[];
}

/** Runs in the page: it sees nothing of this file. */
async function judge({ themes, rules, colourRules }: Wish): Promise<string[]> {
  const { axe: judging } = window as unknown as { axe: typeof axe };
  const shape = (): string =>
    Array.from(document.querySelectorAll('*'), (element) => {
      const { x, y, width, height } = element.getBoundingClientRect();
      const { display, visibility, opacity, content } = getComputedStyle(element);
      return [x, y, width, height, display, visibility, opacity, content].join(' ');
    }).join('\n');
  const found: string[] = [];
  let seen: string | null = null;
  for (const theme of themes) {
    document.documentElement.setAttribute('data-bs-theme', theme);
    const now = shape();
    const runOnly =
      now === seen ? { type: 'rule' as const, values: colourRules } : { type: 'tag' as const, values: rules };
    seen = now;
    const { violations } = await judging.run(document, { runOnly, resultTypes: ['violations'] });
    for (const { id, nodes } of violations)
      found.push(...nodes.map(({ target }) => `${theme} ${id}: ${target.join(' ')}`));
  }
  return found;
}

/** How far the page can be pushed sideways. */
export const overflow = (page: Page) =>
  page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
