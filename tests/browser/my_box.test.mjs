// The page about the box in a real browser, by keyboard alone: on a machine in trouble, and on one that is well.

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { after, before, test } from 'node:test';

import { check, enter, openWindow, startBrowser, tabTo } from './browser.mjs';
import { startNode } from './node.mjs';
import { moveIn, PASSPHRASE } from './owner.mjs';

const HOT = {
  'run/nichoir/slot': 'b\n',
  'run/nichoir/record': 'seq=2 good=b try=- left=0\n',
  'data/log/warnings': `-- a start, from root b --\n${'2026-11-23T10:00:00+00:00 nichoir kernel: mmc0: error -110 whilst initialising SD card\n'.repeat(30)}`,
  'sys/class/thermal/thermal_zone0/type': 'cpu-thermal\n',
  'sys/class/thermal/thermal_zone0/temp': '86000\n',
  'sys/class/hwmon/hwmon0/name': 'rpi_volt\n',
  'sys/class/hwmon/hwmon0/in0_lcrit_alarm': '0\n',
};
const COOL = { ...HOT, 'sys/class/thermal/thermal_zone0/temp': '48312\n' };

let browser;
before(async () => { browser = await startBrowser(); });
after(() => browser.close());

async function words(tag) {
  const text = await readFile(new URL(`../../src/locale/${tag}/my_box.ftl`, import.meta.url), 'utf8');
  return Object.fromEntries(text.split('\n').filter((line) => line.includes('=')).map((line) => line.split(/ = (.*)/)));
}

// The page has put the cursor where the passphrase goes.
async function signIn(page) {
  await page.waitForSelector('#passphrase:focus');
  await page.keyboard.type(PASSPHRASE);
  await enter(page, '**/box');
  await page.waitForSelector('.facts');
}

async function visit({ size, dark, tag, script = true }) {
  const node = await startNode({ machine: HOT });
  const page = await openWindow(browser, { size, dark, locale: tag, script });
  const look = script ? check : async () => {};
  const said = await words(tag);
  const title = () => page.locator('h1').textContent();
  try {
    await moveIn(page, node);
    await tabTo(page, 'a[href="/box"]');
    await enter(page, '**/box');
    await look(page);
    await tabTo(page, '#passphrase');
    await page.keyboard.type('four birds in a nest');
    await page.keyboard.press('Enter');
    await page.waitForSelector('#problem[role=alert]');
    await look(page);
    await tabTo(page, '#passphrase');
    await signIn(page);
    assert.equal(await title(), said['box-needs-you']);
    assert.ok(await page.locator('.checks .bad .do').count() > 0);
    assert.equal(await page.locator('.checks li').first().getAttribute('class'), 'bad');
    await look(page);
    await sendNoUpdate(page, look, said);
    await nameNoTranslator(page, look, said);
    await tabTo(page, 'form[action="/box/out"] button');
    await enter(page, '**/box');
    await page.waitForSelector('#passphrase');
    assert.equal(await page.locator('.checks').count(), 0);
    // Whoever knows the address finds the way from the public page as well.
    await page.goto(`${node.base}/@ada`);
    await tabTo(page, 'footer a');
    await enter(page, '**/box');
  } finally {
    await page.context().close();
    await node.stop();
  }
}

async function sendNoUpdate(page, look, said) {
  for (const which of ['first-of-type', 'last-of-type']) {
    await tabTo(page, `details:${which} > summary`);
    await page.keyboard.press('Enter');
    await page.waitForSelector(`details:${which}[open]`);
  }
  await look(page);
  await page.setInputFiles('#update', { name: 'photo.jpg', mimeType: 'image/jpeg', buffer: Buffer.alloc(3 << 20) });
  await tabTo(page, 'form[action="/box/update"] button');
  await enter(page, '**/box/update');
  assert.ok((await page.locator('[role=alert]').textContent()).startsWith(said['upload-refused']));
  await look(page);
}

// Nobody answers there.
async function nameNoTranslator(page, look, said) {
  await tabTo(page, 'details:has(#address) > summary');
  await page.keyboard.press('Enter');
  await tabTo(page, '#address');
  await page.keyboard.type('http://127.0.0.1:1');
  await tabTo(page, 'form[action="/box/translation"] button');
  await enter(page, '**/box/translation');
  assert.equal(await page.locator('[role=alert]').textContent(), said['translation-no-answer']);
  await look(page);
}

for (const size of ['phone', 'desk']) {
  for (const dark of [false, true]) {
    const tag = (size === 'phone') === dark ? 'fr' : 'en';
    test(`a box in trouble at a ${size}, ${dark ? 'dark' : 'light'}, in ${tag}`, () => visit({ size, dark, tag }));
  }
}

test('a box in trouble without scripts', () => visit({ size: 'phone', dark: false, tag: 'en', script: false }));

test('a box that is well', async () => {
  const node = await startNode({ box: false, machine: COOL });
  const page = await openWindow(browser);
  try {
    await moveIn(page, node);
    await page.goto(`${node.base}/box`);
    await signIn(page);
    assert.equal(await page.locator('h1').textContent(), (await words('en'))['box-fine']);
    await check(page);
  } finally {
    await page.context().close();
    await node.stop();
  }
});
