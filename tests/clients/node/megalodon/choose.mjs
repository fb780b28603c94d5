// Ada arranges people, words and tags for herself.

import assert from 'node:assert/strict'
import * as bo from '../support/bo.mjs'
import { eventually } from '../support/story.mjs'
import { ada, arrives, friend } from './client.mjs'

const names = ({ data }) => data.map((account) => account.acct)

const { data: list } = await ada.createList('Birds')
await ada.addAccountsToList(list.id, [friend.id])
assert.deepEqual(names(await ada.getAccountsInList(list.id)), [bo.handle])
assert.equal((await ada.updateList(list.id, 'Bird people')).data.title, 'Bird people')
const post = await bo.post('All day tennis on the radio')
const seen = await arrives(post.uri)
assert.equal((await ada.getListTimeline(list.id, { limit: 5 })).data[0].uri, post.uri)
assert.deepEqual((await ada.getAccountLists(friend.id)).data.map((each) => each.id), [list.id])
await ada.deleteAccountsFromList(list.id, [friend.id])
assert.deepEqual(names(await ada.getAccountsInList(list.id)), [])
await ada.deleteList(list.id)
assert.deepEqual((await ada.getLists()).data, [])

const { data: filter } = await ada.createFilter('tennis', ['home', 'notifications'], { whole_word: true, irreversible: false })
assert.equal((await ada.getFilter(filter.id)).data.phrase, 'tennis')
assert.equal((await ada.updateFilter(filter.id, 'darts', ['home'])).data.phrase, 'darts')
assert.deepEqual((await ada.getFilters()).data.map((each) => each.phrase), ['darts'])
await ada.deleteFilter(filter.id)
assert.deepEqual((await ada.getFilters()).data, [])

assert.ok((await ada.followTag('nests')).data.following)
assert.deepEqual((await ada.getFollowedTags()).data.map((tag) => tag.name), ['nests'])
assert.ok((await ada.getTag('nests')).data.following)
assert.ok(!(await ada.unfollowTag('nests')).data.following)
const { data: featured } = await ada.createFeaturedTag('nests')
assert.deepEqual((await ada.getFeaturedTags()).data.map((tag) => tag.name), ['nests'])
await ada.deleteFeaturedTag(featured.id)
await ada.getSuggestedTags()

const { data: relationship } = await ada.getRelationship(friend.id)
assert.ok(relationship.following && relationship.followed_by)
assert.ok((await ada.muteAccount(friend.id, false)).data.muting)
assert.deepEqual(names(await ada.getMutes()), [bo.handle])
assert.ok(!(await ada.unmuteAccount(friend.id)).data.muting)
assert.equal((await ada.setAccountNote(friend.id, 'met at the mill')).data.note, 'met at the mill')
assert.ok((await ada.pinAccount(friend.id)).data.endorsed)
assert.deepEqual(names(await ada.getEndorsements()), [bo.handle])
assert.ok(!(await ada.unpinAccount(friend.id)).data.endorsed)
assert.ok((await ada.subscribeAccount(friend.id)).data.notifying)
assert.ok(!(await ada.unsubscribeAccount(friend.id)).data.notifying)
assert.equal((await ada.followAccount(friend.id, { reblog: true })).data.following, true)
const { data: me } = await ada.verifyAccountCredentials()
assert.deepEqual(names(await ada.getAccountFollowing(me.id)), [bo.handle])
assert.deepEqual(names(await ada.getAccountFollowers(me.id)), [bo.handle])
await ada.blockDomain('noisy.test')
assert.deepEqual((await ada.getDomainBlocks()).data, ['noisy.test'])
await ada.unblockDomain('noisy.test')
assert.deepEqual((await ada.getDomainBlocks()).data, [])

const { data: changed } = await ada.updateCredentials({
  display_name: 'Ada of the hill', note: 'Birds, mostly', locked: false,
  source: { privacy: 'public', sensitive: false, language: 'en' }, fields_attributes: [{ name: 'Garden', value: 'two nest boxes' }],
})
assert.deepEqual([changed.display_name, changed.source.note], ['Ada of the hill', 'Birds, mostly'])
assert.deepEqual(changed.fields.map((field) => field.name), ['Garden'])

const direct = await bo.post('@ada@ada.test between us', { visibility: 'direct' })
const talk = await eventually('there is a conversation', async () =>
  (await ada.getConversationTimeline()).data.find((each) => each.last_status.uri === direct.uri))
assert.equal((await ada.readConversation(talk.id)).data.unread, false)
await ada.deleteConversation(talk.id)
const { data: report } = await ada.report(friend.id, { status_ids: [seen.id], comment: 'not a bird', category: 'other' })
assert.equal(report.comment, 'not a bird')

const { data: preferences } = await ada.getPreferences()
assert.equal(preferences['posting:default:visibility'], 'public')
for (const empty of ['getInstancePeers', 'getInstanceActivity', 'getInstanceTrends', 'getInstanceDirectory', 'getInstanceCustomEmojis',
  'getInstanceAnnouncements', 'getSuggestions', 'getFollowRequests', 'getBlocks']) {
  assert.deepEqual((await ada[empty]()).data, [], empty)
}
