// One socket carries several streams; each brings what it is for, as it happens.

import assert from 'node:assert/strict'
import * as bo from '../support/bo.mjs'
import { friend, masto, streams } from './client.mjs'

const streaming = await streams()
await streaming.prepare()
const list = await masto.v1.lists.create({ title: 'Birds' })
await masto.v1.lists.$select(list.id).accounts.create({ accountIds: [friend.id] })

const user = streaming.user.subscribe().values()
const birds = streaming.list.subscribe({ list: list.id }).values()
const curlews = streaming.hashtag.subscribe({ tag: 'curlew' }).values()
const direct = streaming.direct.subscribe().values()

// The next event of this name; others on the way are left aside.
async function hears(stream, name) {
  for (;;) {
    const { value } = await stream.next()
    if (value.event === name) return value.payload
  }
}

// A subscription is sent when its first event is asked for, and nobody says when it has begun: knock until it is heard.
const first = [birds, curlews, direct].map((stream) => stream.next())
const awake = hears(user, 'filters_changed')
let open = false
awake.then(() => { open = true })
while (!open) {
  const filter = await masto.v2.filters.create({ title: 'Knock', context: ['home'], filterAction: 'warn' })
  await masto.v2.filters.$select(filter.id).remove()
}

const post = await bo.post('A #curlew over the marsh')
for (const told of [...first.slice(0, 2)]) {
  const { value } = await told
  assert.deepEqual([value.event, value.payload.uri], ['update', post.uri])
}
const status = await hears(user, 'update')
assert.equal(status.uri, post.uri)
await bo.edit(post.id, 'A #curlew over the marsh, calling')
assert.match((await hears(user, 'status.update')).content, /calling/)
await bo.remove(post.id)
assert.equal(await hears(user, 'delete'), status.id)

const ours = await masto.v1.statuses.create({ status: 'Who hears it too?' })
assert.equal((await hears(user, 'update')).id, ours.id)
await bo.act((await bo.sees(ours.uri)).id, 'favourite')
const note = await hears(user, 'notification')
assert.deepEqual([note.type, note.status.id], ['favourite', ours.id])
const secret = await bo.post('@ada@ada.test it nests there', { visibility: 'direct' })
const { value } = await first[2]
assert.deepEqual([value.event, value.payload.lastStatus.uri], ['conversation', secret.uri])
await curlews.return()
streaming.close()
process.exit()
