// A real browser: which, how large, and what is looked at on every page.

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';

import { chromium } from 'playwright-core';

const AXE = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

// No traffic of its own, so that nothing leaves this machine.
const FLAGS = [
  '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run',
  '--disable-background-networking', '--disable-component-update', '--disable-sync',
];

// A phone and a desk.
export const SIZES = {
  phone: { width: 390, height: 844 },
  desk: { width: 1280, height: 800 },
};

// Starts the browser with a profile of its own.
export function startBrowser() {
  const executablePath = process.env.CHROMIUM ?? '/usr/bin/chromium';
  return chromium.launch({ executablePath, args: FLAGS });
}

// A browser window as one person has it.
export async function openWindow(browser, { size = 'phone', dark = false, locale = 'en', script = true } = {}) {
  const context = await browser.newContext({
    viewport: SIZES[size],
    colorScheme: dark ? 'dark' : 'light',
    locale,
    javaScriptEnabled: script,
  });
  context.setDefaultTimeout(15_000);
  return context.newPage();
}

// Nothing that axe knows may be wrong, and nothing may stick out sideways.
export async function check(page) {
  const found = await page.evaluate(async (source) => {
    // Our pages allow no scripts; this one is the tester's.
    (0, eval)(source);
    const { violations, incomplete } = await window.axe.run(document, {
      runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'],
    });
    const brief = (rule) => `${rule.id}: ${rule.nodes.map((node) => node.html).join(' | ')}`;
    return { violations: violations.map(brief), incomplete: incomplete.map(brief) };
  }, AXE);
  assert.deepEqual(found, { violations: [], incomplete: [] }, page.url());
  const [inside, whole] = await page.evaluate(() => {
    const root = document.documentElement;
    return [root.clientWidth, root.scrollWidth];
  });
  assert.ok(whole <= inside, `${page.url()} is ${whole} wide in a window of ${inside}`);
}

// Presses Tab until `locator` has the focus, as somebody without a mouse does.
export async function tabTo(page, locator) {
  const focused = () => locator.evaluate((element) => element === document.activeElement);
  for (let presses = 0; presses < 60; presses += 1) {
    if (await focused()) return;
    await page.keyboard.press('Tab');
  }
  assert.fail(`no Tab leads to ${locator}`);
}
