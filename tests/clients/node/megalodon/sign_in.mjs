// An app registers, the owner lets it in, and it learns whose it is.

import assert from 'node:assert/strict'
import generator, { detector } from 'megalodon'
import { letIn, signedIn } from '../support/browser.mjs'
import { ADA } from '../support/story.mjs'

const scopes = ['read', 'write', 'follow', 'push']
const stranger = generator('mastodon', ADA)
const app = await stranger.registerApp('An app', { scopes, website: 'https://app.test' })
const token = await stranger.fetchAccessToken(app.client_id, app.client_secret, await letIn(app.url))
assert.equal(token.scope, scopes.join(' '))
assert.equal(typeof token.created_at, 'number')
const ada = generator('mastodon', ADA, token.access_token)
assert.equal((await ada.verifyAccountCredentials()).data.acct, 'ada')
assert.equal((await ada.verifyAppCredentials()).data.name, 'An app')
const { data: instance } = await ada.getInstance()
assert.deepEqual([instance.uri, instance.urls.streaming_api], ['ada.test', 'wss://ada.test'])
// It knows a handful of servers by their names, and we are none of them.
await assert.rejects(detector(ADA))
signedIn(token.access_token)
process.exit()
