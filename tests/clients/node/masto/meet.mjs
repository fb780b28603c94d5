// Ada reads what Bo wrote, answers, likes, boosts and votes; Bo does the same, and she is told.

import assert from 'node:assert/strict'
import * as bo from '../support/bo.mjs'
import { eventually } from '../support/story.mjs'
import { arrives, friend, masto, told } from './client.mjs'

const { uri } = await bo.post('The first cuckoo, before six #cuckoo')
const status = await arrives(uri)
const theirs = masto.v1.statuses.$select(status.id)
assert.equal(status.account.acct, bo.handle)
assert.deepEqual(status.tags.map((tag) => tag.name), ['cuckoo'])
assert.ok((await theirs.favourite()).favourited)
assert.ok((await theirs.bookmark()).bookmarked)
assert.equal((await theirs.reblog({ visibility: 'public' })).reblog.uri, uri)
await masto.v1.statuses.create({ status: `@${bo.handle} here as well`, inReplyToId: status.id })
for (const kind of ['favourite', 'reblog', 'mention']) await bo.told(kind)
assert.deepEqual((await theirs.favouritedBy.list()).map((each) => each.acct), ['ada'])
assert.deepEqual((await theirs.rebloggedBy.list()).map((each) => each.acct), ['ada'])
assert.deepEqual((await masto.v1.favourites.list({ limit: 20 })).map((each) => each.id), [status.id])
assert.deepEqual((await masto.v1.bookmarks.list({ limit: 20 })).map((each) => each.id), [status.id])
assert.ok(!(await theirs.unfavourite()).favourited)
assert.ok(!(await theirs.unbookmark()).bookmarked)
assert.ok(!(await theirs.unreblog()).reblogged)

const asked = await bo.ask('Which goes first?', ['Swift', 'Stork'])
const { poll } = await arrives(asked.uri)
assert.deepEqual((await masto.v1.polls.$select(poll.id).votes.create({ choices: [1] })).ownVotes, [1])
await eventually('the vote arrives', async () => (await bo.show(asked.id)).poll.votes_count === 1)

const ours = await masto.v1.statuses.create({ status: 'Who else has swifts?' })
const there = await bo.sees(ours.uri)
await bo.act(there.id, 'favourite')
await bo.act(there.id, 'reblog')
await bo.post('@ada@ada.test we do', { in_reply_to_id: there.id })
for (const type of ['favourite', 'reblog', 'mention']) {
  const note = await told(type)
  assert.equal(note.account.acct, bo.handle)
  assert.equal((await masto.v1.notifications.$select(note.id).fetch()).type, type)
}
const groups = await masto.v2.notifications.list({ groupedTypes: ['favourite', 'reblog', 'follow'], limit: 20 })
const liked = groups.notificationGroups.find((group) => group.type === 'favourite')
assert.deepEqual([liked.notificationsCount, liked.statusId], [1, ours.id])
assert.ok((await masto.v2.notifications.unreadCount.fetch()).count >= 3)
assert.deepEqual((await masto.v2.notifications.$select(liked.groupKey).accounts.fetch()).map((each) => each.acct), [bo.handle])
await masto.v2.notifications.$select(liked.groupKey).dismiss()
assert.deepEqual(await masto.v1.notifications.list({ types: ['favourite'] }), [])
const marked = await masto.v1.markers.create({ notifications: { lastReadId: (await told('mention')).id } })
assert.equal(marked.notifications.lastReadId, (await told('mention')).id)
assert.equal((await masto.v1.markers.fetch({ timeline: ['notifications'] })).notifications.version, 1)
await masto.v1.notifications.clear()
assert.deepEqual(await masto.v1.notifications.list(), [])

const found = await masto.v2.search.list({ q: bo.handle, type: 'accounts', resolve: true, limit: 5 })
assert.deepEqual(found.accounts.map((each) => each.acct), [bo.handle])
assert.deepEqual((await masto.v2.search.list({ q: uri, resolve: true })).statuses.map((each) => each.uri), [uri])
assert.deepEqual((await masto.v1.timelines.tag.$select('cuckoo').list({ limit: 5 })).map((each) => each.uri), [uri])
const their = masto.v1.accounts.$select(friend.id)
assert.ok((await their.statuses.list({ excludeReplies: true, limit: 30 })).some((each) => each.uri === uri))
assert.deepEqual((await their.statuses.list({ pinned: true })), [])

const pages = masto.v1.accounts.$select(friend.id).statuses.list({ limit: 1 })
let read = 0
for await (const page of pages) read += page.length
assert.ok(read >= 3, 'the pages lead one to the other')
