// The whole first visit in a real browser, by keyboard alone, over the home network.
//
// No network is there, so nothing outside can be reached and the passphrase goes the temporary way; the way
// over HTTPS is driven in the house.

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { after, before, test } from 'node:test';

import { check, enter, openWindow, startBrowser, tabTo } from './browser.mjs';
import { startNode } from './node.mjs';

const PASSPHRASE = 'four words in a nest';

let browser;
before(async () => { browser = await startBrowser(); });
after(() => browser.close());

// The words of a language, as translators write them.
async function words(tag) {
  const text = await readFile(new URL(`../../src/locale/${tag}/setup.ftl`, import.meta.url), 'utf8');
  const pairs = text.split('\n').filter((line) => line.includes('=')).map((line) => line.split(/ = (.*)/));
  return Object.fromEntries(pairs);
}

// The first heading is the one of `key`, and the page says its language.
async function reads(page, said, tag, key) {
  assert.equal(await page.locator('h1').textContent(), said[key]);
  assert.equal(await page.locator('html').getAttribute('lang'), tag);
}

// Looks at a page from all sides, unless scripts are off: then axe cannot run either.
const looker = (script) => (script ? check : async () => {});

async function firstVisit({ size, dark, tag, script = true }) {
  const node = await startNode();
  const page = await openWindow(browser, { size, dark, locale: tag, script });
  const look = looker(script);
  const said = await words(tag);
  const { keyboard } = page;
  try {
    await page.goto(node.base);
    await reads(page, said, tag, 'hello-title');
    await look(page);
    await tabTo(page, '.actions .button:first-child');
    await enter(page, '**/setup/code*');
    await showCode(page, node, look);
    await reads(page, said, tag, 'name-title');
    await look(page);
    await keyboard.type('no spaces please');
    await keyboard.press('Enter');
    await page.waitForSelector('#problem');
    await look(page);
    await tabTo(page, '#name');
    await keyboard.press('Control+A');
    await keyboard.type('Ada_Lovelace');
    await enter(page, '**/setup/domain');
    await chooseAddress(page, look, said, tag);
    await lookAtChecklist(page, look, said, tag);
    await moveIn(page, look, said, tag);
    await comeBack(node, { size, dark, tag, script });
  } finally {
    await page.context().close();
    await node.stop();
  }
}

async function showCode(page, node, look) {
  await look(page);
  await tabTo(page, '#code');
  await page.keyboard.type('ABCD-EFGH');
  await page.keyboard.press('Enter');
  await page.waitForSelector('#problem[role=alert]');
  await look(page);
  assert.match(await page.locator('#code').getAttribute('aria-describedby'), /problem/);
  await tabTo(page, 'summary');
  await page.keyboard.press('Enter');
  await page.waitForSelector('details[open]');
  await look(page);
  await tabTo(page, '#code');
  await page.keyboard.type(node.code.toLowerCase().replace('-', ' '));
  await enter(page, '**/setup/name');
}

async function chooseAddress(page, look, said, tag) {
  const { keyboard } = page;
  await reads(page, said, tag, 'domain-title');
  await look(page);
  await tabTo(page, '#domain');
  await keyboard.type('nowhere');
  await keyboard.press('Enter');
  await page.waitForSelector('#problem');
  await look(page);
  // The summary leads to the field.
  await tabTo(page, '#problem a');
  await keyboard.press('Enter');
  await tabTo(page, '#domain');
  await keyboard.press('Control+A');
  await keyboard.type('home.example');
  await tabTo(page, '#way-manual');
  await keyboard.press('ArrowUp');
  assert.ok(await page.locator('#way-rfc2136').isChecked());
  await enter(page, '**/setup/provider*');
  await reads(page, said, tag, 'way-rfc2136');
  await look(page);
  await tabTo(page, '.after a');
  await enter(page, '**/setup/domain');
  await tabTo(page, '#way-manual');
  await enter(page, '**/setup/check');
}

async function lookAtChecklist(page, look, said, tag) {
  // Without a network one line is red soon, and then nobody has to wait.
  await page.waitForSelector('.checks .bad .do');
  await page.waitForSelector('a[href="/setup/passphrase"]');
  await tabTo(page, 'a[href$="still=1"]');
  await enter(page, '**/setup/check?still=1');
  await reads(page, said, tag, 'check-title');
  assert.equal(await page.locator('.checks li').count(), 8);
  await look(page);
  await tabTo(page, 'form[action="/setup/try"] button');
  await enter(page, '**/setup/check');
  await tabTo(page, 'a[href="/setup/passphrase"]');
  await enter(page, '**/setup/passphrase');
}

async function moveIn(page, look, said, tag) {
  const { keyboard } = page;
  await reads(page, said, tag, 'passphrase-title');
  await look(page);
  await tabTo(page, '#passphrase');
  await keyboard.type(PASSPHRASE);
  await tabTo(page, '#again');
  await keyboard.type('four birds in a nest');
  await keyboard.press('Enter');
  await page.waitForSelector('#problem');
  await look(page);
  await tabTo(page, '#passphrase');
  await keyboard.type(PASSPHRASE);
  await tabTo(page, '#again');
  await keyboard.type(PASSPHRASE);
  await enter(page, '**/welcome');
  await reads(page, said, tag, 'done-title');
  assert.match(await page.locator('.lead').textContent(), /@ada_lovelace@home\.example/);
  await look(page);
  await tabTo(page, '.note a');
  await enter(page, '**/setup/check');
}

// Another browser of the house: the box is claimed, and asks for the passphrase.
async function comeBack(node, { size, dark, tag, script }) {
  const page = await openWindow(browser, { size, dark, locale: tag, script });
  await page.goto(`${node.base}/setup`);
  await page.waitForURL('**/setup/code');
  await looker(script)(page);
  await tabTo(page, '#passphrase');
  await page.keyboard.type(PASSPHRASE);
  await enter(page, '**/setup/check');
  await page.goto(`${node.base}/@ada_lovelace`);
  await looker(script)(page);
  await page.context().close();
}

for (const size of ['phone', 'desk']) {
  for (const dark of [false, true]) {
    // Each language is seen in each size and in each tone.
    const tag = (size === 'phone') === dark ? 'fr' : 'en';
    test(`a first visit at a ${size}, ${dark ? 'dark' : 'light'}, in ${tag}`, () => firstVisit({ size, dark, tag }));
  }
}

test('a first visit without scripts', () => firstVisit({ size: 'phone', dark: false, tag: 'en', script: false }));

// By mouse and quickly, up to the checklist.
async function chooseQuickly(page, node) {
  await page.goto(`${node.base}/setup/code`);
  for (const [field, value, next] of [
    ['#code', node.code, '**/setup/name'],
    ['#name', 'ada', '**/setup/domain'],
    ['#domain', 'home.example', '**/setup/check'],
  ]) {
    await page.fill(field, value);
    await enter(page, next);
  }
}

test('the checklist shows itself anew without scripts', async () => {
  const node = await startNode();
  const page = await openWindow(browser, { script: false });
  try {
    await chooseQuickly(page, node);
    const again = () => page.waitForResponse((response) => response.url().endsWith('/setup/check'));
    await again();
    await again();
  } finally {
    await page.context().close();
    await node.stop();
  }
});

test('behind a proxy there is nothing to wait for', async () => {
  const node = await startNode({ box: false });
  const page = await openWindow(browser);
  try {
    await chooseQuickly(page, node);
    await check(page);
    assert.equal(await page.locator('.checks').count(), 0);
    await tabTo(page, 'a[href="/setup/passphrase"]');
    await enter(page, '**/setup/passphrase');
  } finally {
    await page.context().close();
    await node.stop();
  }
});

test('the switch of languages stays', async () => {
  const node = await startNode();
  const page = await openWindow(browser);
  const [english, french] = [await words('en'), await words('fr')];
  try {
    await page.goto(`${node.base}/setup/code`);
    await reads(page, english, 'en', 'claim-title');
    await tabTo(page, '.languages a[hreflang=fr]');
    await enter(page, '**/setup/code?lang=fr');
    await reads(page, french, 'fr', 'claim-title');
    await page.goto(`${node.base}/setup`);
    await reads(page, french, 'fr', 'hello-title');
  } finally {
    await page.context().close();
    await node.stop();
  }
});
