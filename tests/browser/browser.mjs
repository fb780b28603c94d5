// A real browser: which, how large, and what is looked at on every page.

import assert from 'node:assert/strict';
import { mkdir, readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';

import { chromium } from 'playwright-core';

const AXE = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

// No traffic of its own, so that nothing leaves this machine.
const FLAGS = [
  '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run',
  '--disable-background-networking', '--disable-component-update', '--disable-sync',
];

// A phone, a desk, and the narrowest that WCAG 1.4.10 knows, which is also a desk at a zoom of 400 %.
const SIZES = {
  phone: { width: 390, height: 844 },
  desk: { width: 1280, height: 800 },
};
const NARROWEST = { width: 320, height: 640 };
const SMALLEST_TARGET = 44;

// A folder for pictures of all pages that are looked at, for whoever wants to see them too.
const { PICTURES } = process.env;
let pictures = 0;

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

// Nothing that axe knows may be wrong, nothing may stick out sideways, and fingers must hit everything.
export async function check(page) {
  const window = page.viewportSize();
  if (PICTURES) await keepPicture(page);
  await axe(page);
  for (const size of [window, NARROWEST]) {
    await page.setViewportSize(size);
    const [inside, whole] = await page.evaluate(() => {
      const root = document.documentElement;
      return [root.clientWidth, root.scrollWidth];
    });
    assert.ok(whole <= inside, `${page.url()} is ${whole} wide in a window of ${inside}`);
    const small = await page.evaluate((least) => {
      const all = document.querySelectorAll('button, .button, summary, .choice, .languages a, input:not([type=radio], [hidden], [type=hidden])');
      return [...all].filter((one) => one.getBoundingClientRect().height < least).map((one) => one.outerHTML);
    }, SMALLEST_TARGET);
    assert.deepEqual(small, [], page.url());
  }
  await page.setViewportSize(window);
}

async function keepPicture(page) {
  await mkdir(PICTURES, { recursive: true });
  pictures += 1;
  const name = `${String(pictures).padStart(3, '0')}${new URL(page.url()).pathname.replaceAll('/', '-')}.png`;
  await page.screenshot({ path: join(PICTURES, name), fullPage: true });
}

async function axe(page) {
  // Our pages allow no scripts; the tester's comes in by the debugger.
  await page.evaluate(AXE);
  const found = await page.evaluate(async () => {
    const { violations, incomplete } = await window.axe.run(document, {
      runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'],
    });
    const brief = (rule) => `${rule.id}: ${rule.nodes.map((node) => node.html).join(' | ')}`;
    return { violations: violations.map(brief), unsure: incomplete.map(brief) };
  });
  assert.deepEqual(found, { violations: [], unsure: [] }, page.url());
}

// Presses Tab until `selector` has the focus, as somebody without a mouse does; the focus can be seen.
export async function tabTo(page, selector) {
  const target = page.locator(selector);
  const focused = () => target.evaluate((element) => element === document.activeElement);
  for (let presses = 0; !(await focused()); presses += 1) {
    assert.ok(presses < 60, `no Tab leads to ${selector} on ${page.url()}`);
    await page.keyboard.press('Tab');
  }
  const width = await target.evaluate((element) => getComputedStyle(element).outlineWidth);
  assert.ok(parseInt(width, 10) >= 2, `${selector} does not show its focus`);
}

// Presses Enter and waits for the page that comes of it.
export async function enter(page, url) {
  await page.keyboard.press('Enter');
  await page.waitForURL(url);
}
