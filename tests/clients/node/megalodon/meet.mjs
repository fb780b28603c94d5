// Ada reads what Bo wrote, answers, likes, boosts and votes; Bo does the same, and she is told.

import assert from 'node:assert/strict'
import * as bo from '../support/bo.mjs'
import { eventually } from '../support/story.mjs'
import { ada, arrives, friend, told } from './client.mjs'

const { uri } = await bo.post('The first cuckoo, before six #cuckoo')
const { id } = await arrives(uri)
assert.ok((await ada.favouriteStatus(id)).data.favourited)
assert.ok((await ada.bookmarkStatus(id)).data.bookmarked)
assert.equal((await ada.reblogStatus(id)).data.reblog.uri, uri)
await ada.postStatus(`@${bo.handle} here as well`, { in_reply_to_id: id })
for (const kind of ['favourite', 'reblog', 'mention']) await bo.told(kind)
assert.deepEqual((await ada.getStatusFavouritedBy(id)).data.map((each) => each.acct), ['ada'])
assert.deepEqual((await ada.getStatusRebloggedBy(id)).data.map((each) => each.acct), ['ada'])
assert.deepEqual((await ada.getFavourites({ limit: 20 })).data.map((each) => each.id), [id])
assert.deepEqual((await ada.getBookmarks({ limit: 20 })).data.map((each) => each.id), [id])
assert.ok(!(await ada.unfavouriteStatus(id)).data.favourited)
assert.ok(!(await ada.unbookmarkStatus(id)).data.bookmarked)
assert.ok(!(await ada.unreblogStatus(id)).data.reblogged)

const asked = await bo.ask('Which goes first?', ['Swift', 'Stork'])
const { poll } = await arrives(asked.uri)
assert.ok((await ada.votePoll(poll.id, [1])).data.voted)
await eventually('the vote arrives', async () => (await bo.show(asked.id)).poll.votes_count === 1)

const { data: ours } = await ada.postStatus('Who else has swifts?')
const there = await bo.sees(ours.uri)
await bo.act(there.id, 'favourite')
await bo.act(there.id, 'reblog')
await bo.post('@ada@ada.test we do', { in_reply_to_id: there.id })
for (const type of ['favourite', 'reblog', 'mention']) {
  const note = await told(type)
  assert.equal(note.account.acct, bo.handle)
  assert.equal((await ada.getNotification(note.id)).data.type, type)
}
const liked = await told('favourite')
await ada.dismissNotification(liked.id)
await assert.rejects(ada.getNotification(liked.id))
const { data: others } = await ada.getNotifications({ exclude_types: ['mention'] })
assert.ok(others.every((note) => note.type !== 'mention'))
await ada.saveMarkers({ notifications: { last_read_id: (await told('mention')).id } })
assert.equal((await ada.getMarkers(['notifications'])).data.notifications.last_read_id, (await told('mention')).id)
await ada.dismissNotifications()
assert.deepEqual((await ada.getNotifications()).data, [])

const { data: found } = await ada.search(bo.handle, { type: 'accounts', resolve: true })
assert.deepEqual(found.accounts.map((each) => each.acct), [bo.handle])
assert.deepEqual((await ada.search(uri, { type: 'statuses', resolve: true })).data.statuses.map((each) => each.uri), [uri])
assert.deepEqual((await ada.getTagTimeline('cuckoo', { limit: 5 })).data.map((each) => each.uri), [uri])
assert.ok((await ada.getPublicTimeline()).data.some((each) => each.uri === uri))
assert.ok((await ada.getLocalTimeline()).data.some((each) => each.uri === ours.uri))
assert.ok((await ada.getAccountStatuses(friend.id, { limit: 30 })).data.some((each) => each.uri === uri))
assert.deepEqual((await ada.searchAccount('bo', { limit: 5 })).data.map((each) => each.acct), [bo.handle])
