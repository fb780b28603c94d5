// Sockets, one for each stream; each brings what it is for, as it happens.

import assert from 'node:assert/strict'
import { once } from 'node:events'
import * as bo from '../support/bo.mjs'
import { ada, friend } from './client.mjs'

const { data: list } = await ada.createList('Birds')
await ada.addAccountsToList(list.id, [friend.id])

// They open by themselves.
async function connected(stream) {
  stream.on('error', (error) => { throw error })
  await once(stream, 'connect', { signal: AbortSignal.timeout(20_000) })
  return stream
}

const streams = {
  user: await connected(await ada.userStreaming()),
  list: await connected(await ada.listStreaming(list.id)),
  tag: await connected(await ada.tagStreaming('curlew')),
  public: await connected(await ada.publicStreaming()),
  direct: await connected(await ada.directStreaming()),
}

// What a stream brings next under this name. Ask before the deed: what nobody listens for is gone.
const next = (stream, name) => once(streams[stream], name, { signal: AbortSignal.timeout(20_000) }).then(([given]) => given)

const updates = ['user', 'list', 'tag', 'public'].map((stream) => next(stream, 'update'))
const post = await bo.post('A #curlew over the marsh')
const seen = await Promise.all(updates)
assert.deepEqual(seen.map((status) => status.uri), Array(4).fill(post.uri))

const edited = next('user', 'status_update')
await bo.edit(post.id, 'A #curlew over the marsh, calling')
assert.match((await edited).content, /calling/)
const gone = next('user', 'delete')
await bo.remove(post.id)
assert.equal(await gone, seen[0].id)

const { data: ours } = await ada.postStatus('Who hears it too?')
const liked = next('user', 'notification')
await bo.act((await bo.sees(ours.uri)).id, 'favourite')
const note = await liked
assert.deepEqual([note.type, note.status.id], ['favourite', ours.id])

const talked = next('direct', 'conversation')
const secret = await bo.post('@ada@ada.test it nests there', { visibility: 'direct' })
assert.equal((await talked).last_status.uri, secret.uri)
for (const stream of Object.values(streams)) stream.stop()
process.exit()
