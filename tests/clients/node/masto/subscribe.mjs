// The app asks for pushes, as a browser's subscription tells it to.

import assert from 'node:assert/strict'
import { masto } from './client.mjs'

const { ENDPOINT, P256DH, AUTH } = process.env
const made = await masto.v1.push.subscription.create({
  subscription: { endpoint: ENDPOINT, keys: { p256dh: P256DH, auth: AUTH } },
  data: { alerts: { mention: true, favourite: false } }, policy: 'all',
})
assert.equal(made.endpoint, ENDPOINT)
assert.deepEqual([made.alerts.mention, made.alerts.favourite], [true, false])
const changed = await masto.v1.push.subscription.update({ data: { alerts: { mention: true, favourite: true } } })
assert.ok(changed.alerts.favourite)
assert.equal((await masto.v1.push.subscription.fetch()).serverKey, made.serverKey)
assert.equal((await masto.v2.instance.fetch()).configuration.vapid.publicKey, made.serverKey)
