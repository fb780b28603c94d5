// Ada posts, answers herself, edits, asks, and takes posts back.

import assert from 'node:assert/strict'
import * as bo from '../support/bo.mjs'
import { eventually, plain } from '../support/story.mjs'
import { masto } from './client.mjs'

const status = await masto.v1.statuses.create({
  status: 'A blackbird in the hegde', visibility: 'unlisted', language: 'en', spoilerText: 'bird', sensitive: true,
  quoteApprovalPolicy: 'public',
})
assert.deepEqual([status.visibility, status.language, status.spoilerText], ['unlisted', 'en', 'bird'])
const there = await bo.sees(status.uri)
const ours = masto.v1.statuses.$select(status.id)
const edited = await ours.update({ status: 'A blackbird in the hedge', spoilerText: 'bird' })
assert.ok(edited.editedAt)
await eventually('Bo sees the edit', async () => plain((await bo.show(there.id)).content).includes('hedge'))
assert.deepEqual((await ours.history.list()).map((each) => plain(each.content)),
  ['A blackbird in the hegde', 'A blackbird in the hedge'])
assert.equal((await ours.source.fetch()).text, 'A blackbird in the hedge')

const reply = await masto.v1.statuses.create({ status: 'And its mate', inReplyToId: status.id })
const thread = await ours.context.fetch()
assert.deepEqual(thread.descendants.map((each) => each.id), [reply.id])
assert.ok((await ours.pin()).pinned)
assert.ok(!(await ours.unpin()).pinned)
assert.ok((await ours.mute()).muted)
assert.ok(!(await ours.unmute()).muted)

const poll = await masto.v1.statuses.create({
  status: 'Which came first?', poll: { options: ['Cuckoo', 'Swallow'], expiresIn: 3600, multiple: true, hideTotals: false },
})
const asked = await bo.sees(poll.uri)
await bo.vote(asked.poll, [0, 1])
await eventually('the votes are counted', async () => {
  const counted = await masto.v1.polls.$select(poll.poll.id).fetch()
  return counted.votesCount === 2 && counted.votersCount === 1
})

assert.equal((await ours.remove()).text, 'A blackbird in the hedge')
await assert.rejects(async () => ours.fetch(), { statusCode: 404 })
await eventually('it is gone at Bo’s', () => bo.show(there.id).then(() => false, () => true))
