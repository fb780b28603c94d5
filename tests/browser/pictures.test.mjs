// What everybody sees of a post with a picture, a film, a sound and a poll, in a real browser.

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { after, before, test } from 'node:test';

import { check, openWindow, startBrowser } from './browser.mjs';
import { startNode } from './node.mjs';
import { moveIn, signInWithApp } from './owner.mjs';

const HOME = 'https://home.example';

let browser;
before(async () => { browser = await startBrowser(); });
after(() => browser.close());

// The name leads to the node, which has no certificate here.
async function reach(page, node) {
  await page.route(`${HOME}/**`, async (route) => {
    const url = route.request().url().replace(HOME, node.base);
    await route.fulfill({ response: await route.fetch({ url }) });
  });
}

async function upload(page, node, headers, name, mimeType) {
  const buffer = await readFile(new URL(`../media/${name}`, import.meta.url));
  const multipart = { file: { name, mimeType, buffer }, description: 'A nest in a tree' };
  const answer = await page.request.post(`${node.base}/api/v2/media`, { headers, multipart });
  return (await answer.json()).id;
}

async function look({ size, dark, tag }) {
  const node = await startNode({ box: false });
  const page = await openWindow(browser, { size, dark, locale: tag });
  try {
    await moveIn(page, node);
    const headers = await signInWithApp(page, node);
    const files = [['nikon-d2h.jpg', 'image/jpeg'], ['film.mp4', 'video/mp4'], ['sound.mp3', 'audio/mpeg']];
    const media = [];
    for (const [name, kind] of files) media.push(await upload(page, node, headers, name, kind));
    const data = {
      status: 'Look', media_ids: media, poll: { options: ['A nest', 'A hat'], expires_in: 3600 },
    };
    const post = await (await page.request.post(`${node.base}/api/v1/statuses`, { headers, data })).json();
    await reach(page, node);
    for (const path of [post.url.replace(HOME, ''), '/@ada']) {
      await page.goto(`${node.base}${path}`);
      const picture = page.locator('article img').first();
      await picture.scrollIntoViewIfNeeded();
      await page.waitForFunction((image) => image.complete && image.naturalWidth > 0, await picture.elementHandle());
      assert.equal(await picture.getAttribute('alt'), 'A nest in a tree');
      await check(page);
    }
  } finally {
    await page.context().close();
    await node.stop();
  }
}

for (const size of ['phone', 'desk']) {
  for (const dark of [false, true]) {
    const tag = (size === 'phone') === dark ? 'en' : 'fr';
    test(`a post with a picture at a ${size}, ${dark ? 'dark' : 'light'}, in ${tag}`, () => look({ size, dark, tag }));
  }
}
