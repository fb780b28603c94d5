// Ada arranges people, words and tags for herself.

import assert from 'node:assert/strict'
import * as bo from '../support/bo.mjs'
import { eventually } from '../support/story.mjs'
import { arrives, friend, masto } from './client.mjs'

const names = (accounts) => accounts.map((account) => account.acct)

const list = await masto.v1.lists.create({ title: 'Birds', exclusive: true })
const birds = masto.v1.lists.$select(list.id)
await birds.accounts.create({ accountIds: [friend.id] })
assert.deepEqual(names(await birds.accounts.list()), [bo.handle])
assert.equal((await birds.update({ title: 'Bird people', exclusive: false })).title, 'Bird people')
const post = await bo.post('All day tennis on the radio')
await arrives(post.uri)
assert.equal((await masto.v1.timelines.list.$select(list.id).list({ limit: 5 }))[0].uri, post.uri)
assert.deepEqual((await masto.v1.accounts.$select(friend.id).lists.list()).map((each) => each.id), [list.id])
await birds.accounts.remove({ accountIds: [friend.id] })
await birds.remove()
assert.deepEqual(await masto.v1.lists.list(), [])

const filter = await masto.v2.filters.create({
  title: 'Sport', context: ['home', 'public'], filterAction: 'warn', expiresIn: 3600,
  keywordsAttributes: [{ keyword: 'tennis', wholeWord: true }],
})
const seen = await arrives(post.uri)
assert.deepEqual(seen.filtered.map((match) => match.keywordMatches), [['tennis']])
const keyword = filter.keywords[0]
assert.equal((await masto.v2.filters.keywords.$select(keyword.id).update({ keyword: 'darts' })).keyword, 'darts')
await masto.v2.filters.$select(filter.id).keywords.create({ keyword: 'chess', wholeWord: false })
const changed = await masto.v2.filters.$select(filter.id).update({
  title: 'Games', context: ['home'], filterAction: 'hide', keywordsAttributes: [{ id: keyword.id, _destroy: true }],
})
assert.deepEqual([changed.title, changed.keywords.map((each) => each.keyword)], ['Games', ['chess']])
const onPost = await masto.v2.filters.$select(filter.id).statuses.create({ statusId: seen.id })
await masto.v2.filters.statuses.$select(onPost.id).remove()
await masto.v2.filters.$select(filter.id).remove()
assert.deepEqual(await masto.v2.filters.list(), [])

const nests = masto.v1.tags.$select('nests')
assert.ok((await nests.follow()).following)
assert.deepEqual((await masto.v1.followedTags.list()).map((tag) => tag.name), ['nests'])
assert.ok(!(await nests.unfollow()).following)
const featured = await masto.v1.featuredTags.create({ name: 'nests' })
await masto.v1.featuredTags.$select(featured.id).remove()
assert.deepEqual(await masto.v1.featuredTags.list(), [])

const their = masto.v1.accounts.$select(friend.id)
const [relationship] = await masto.v1.accounts.relationships.fetch({ id: [friend.id] })
assert.ok(relationship.following && relationship.followedBy)
assert.ok((await their.mute({ duration: 600, notifications: false })).muting)
assert.deepEqual(names(await masto.v1.mutes.list()), [bo.handle])
assert.ok(!(await their.unmute()).muting)
assert.equal((await their.note.create({ comment: 'met at the mill' })).note, 'met at the mill')
assert.ok((await their.endorse()).endorsed && !(await their.unendorse()).endorsed)
assert.equal((await their.follow({ reblogs: false, notify: true })).showingReblogs, false)
assert.equal((await their.follow({ reblogs: true, notify: false })).notifying, false)
assert.deepEqual(names(await masto.v1.accounts.search.list({ q: 'bo', limit: 5 })), [bo.handle])
await masto.v1.domainBlocks.create({ domain: 'noisy.test' })
assert.deepEqual(await masto.v1.domainBlocks.list(), ['noisy.test'])
await masto.v1.domainBlocks.remove({ domain: 'noisy.test' })

const policy = await masto.v2.notifications.policy.update({ forNewAccounts: 'filter', forNotFollowing: 'drop' })
assert.deepEqual([policy.forNewAccounts, policy.forNotFollowing], ['filter', 'drop'])
await masto.v2.notifications.policy.update({ forNewAccounts: 'accept', forNotFollowing: 'accept' })
assert.deepEqual(await masto.v1.notifications.requests.list(), [])

const me = await masto.v1.accounts.updateCredentials({
  displayName: 'Ada of the hill', note: 'Birds, mostly', locked: false,
  source: { privacy: 'public', language: 'en', sensitive: false }, fieldsAttributes: [{ name: 'Garden', value: 'two nest boxes' }],
})
assert.deepEqual([me.displayName, me.source.note], ['Ada of the hill', 'Birds, mostly'])
assert.deepEqual(me.source.fields.map((field) => [field.name, field.value]), [['Garden', 'two nest boxes']])

const direct = await bo.post('@ada@ada.test between us', { visibility: 'direct' })
const talk = await eventually('there is a conversation', async () =>
  (await masto.v1.conversations.list()).find((each) => each.lastStatus.uri === direct.uri))
assert.equal((await masto.v1.conversations.$select(talk.id).read()).unread, false)
await masto.v1.conversations.$select(talk.id).remove()
const report = await masto.v1.reports.create({ accountId: friend.id, statusIds: [seen.id], comment: 'not a bird', category: 'other' })
assert.equal(report.comment, 'not a bird')
for (const empty of [masto.v1.announcements, masto.v1.customEmojis, masto.v1.followRequests, masto.v1.blocks, masto.v2.suggestions]) {
  assert.deepEqual(await empty.list(), [])
}
