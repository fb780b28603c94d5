// The app asks for pushes, as a browser's subscription tells it to.

import assert from 'node:assert/strict'
import { ada } from './client.mjs'

const { ENDPOINT, P256DH, AUTH } = process.env
const { data: made } = await ada.subscribePushNotification(
  { endpoint: ENDPOINT, keys: { p256dh: P256DH, auth: AUTH } }, { alerts: { mention: true, favourite: false } })
assert.deepEqual([made.endpoint, made.alerts.mention, made.alerts.favourite], [ENDPOINT, true, false])
const { data: changed } = await ada.updatePushSubscription({ alerts: { mention: true, favourite: true } })
assert.ok(changed.alerts.favourite)
assert.equal((await ada.getPushSubscription()).data.server_key, made.server_key)
