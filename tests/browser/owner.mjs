// Ada, who lives at home.example.

import { enter } from './browser.mjs';

export const PASSPHRASE = 'four words in a nest';
const NOWHERE = 'urn:ietf:wg:oauth:2.0:oob';

// By mouse and quickly, until somebody lives there.
export async function moveIn(page, node) {
  await page.goto(`${node.base}/setup/code`);
  for (const [field, value, next] of [
    ['#code', node.code, '**/setup/name'],
    ['#name', 'ada', '**/setup/domain'],
    ['#domain', 'home.example', '**/setup/check'],
  ]) {
    await page.fill(field, value);
    await enter(page, next);
  }
  await page.waitForSelector('a[href="/setup/passphrase"]');
  await page.goto(`${node.base}/setup/passphrase`);
  await page.fill('#passphrase', PASSPHRASE);
  await page.fill('#again', PASSPHRASE);
  await enter(page, '**/welcome');
}

// Signs in with an app, through the page that asks for the passphrase; answers how to ask with it.
export async function signInWithApp(page, node) {
  const post = async (path, form) => (await page.request.post(`${node.base}${path}`, { form })).json();
  const scopes = { scope: 'read write' };
  const app = await post('/api/v1/apps', { client_name: 'Tales', redirect_uris: NOWHERE, scopes: 'read write' });
  const client = { client_id: app.client_id, redirect_uri: NOWHERE };
  const asked = new URLSearchParams({ ...client, ...scopes, response_type: 'code' });
  await page.goto(`${node.base}/oauth/authorize?${asked}`);
  await page.fill('input[name=passphrase]', PASSPHRASE);
  await page.click('form button:not([name])');
  const code = await page.locator('code').first().textContent();
  const { access_token: token } = await post('/oauth/token', {
    ...client, client_secret: app.client_secret, grant_type: 'authorization_code', code: code.trim(),
  });
  return { authorization: `Bearer ${token}` };
}
