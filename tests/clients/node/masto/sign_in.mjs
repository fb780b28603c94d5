// An app registers, the owner lets it in, and it learns whose it is.

import assert from 'node:assert/strict'
import { createOAuthAPIClient, createRestAPIClient } from 'masto'
import { letIn, signedIn } from '../support/browser.mjs'
import { ADA } from '../support/story.mjs'

const scopes = 'read write follow push'
// Elk's address has another address inside, percent-encoded; it has to come back as it was sent.
const redirectUri = 'https://elk.test/api/ada.test/oauth/http%3A%2F%2Flocalhost%3A5314'

const app = await createRestAPIClient({ url: ADA }).v1.apps.create({
  clientName: 'An app', redirectUris: [redirectUri], scopes, website: 'https://elk.test',
})
assert.ok(app.clientId && app.clientSecret)

async function letAppIn() {
  const page = new URL('/oauth/authorize', ADA)
  page.search = new URLSearchParams({
    client_id: app.clientId, redirect_uri: redirectUri, response_type: 'code', scope: scopes, lang: 'fr', force_login: 'true',
  })
  const oauth = createOAuthAPIClient({ url: ADA })
  return oauth.token.create({
    clientId: app.clientId, clientSecret: app.clientSecret, redirectUri, grantType: 'authorization_code',
    code: await letIn(page.href), scope: scopes,
  })
}

const token = await letAppIn()
assert.equal(token.tokenType, 'Bearer')
assert.equal(token.scope, scopes)
const masto = createRestAPIClient({ url: ADA, accessToken: token.accessToken })
const me = await masto.v1.accounts.verifyCredentials()
assert.equal(me.acct, 'ada')
assert.equal((await masto.v1.apps.verifyCredentials()).name, 'An app')
assert.equal((await masto.v2.instance.fetch()).domain, 'ada.test')
assert.ok(Object.values(await masto.v1.preferences.fetch()).includes('public'))
await assert.rejects(async () => masto.v1.push.subscription.fetch(), { statusCode: 404 })
signedIn(token.accessToken)
process.exit()
