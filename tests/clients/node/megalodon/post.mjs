// Ada posts, answers herself, edits, asks, and takes posts back.

import assert from 'node:assert/strict'
import * as bo from '../support/bo.mjs'
import { eventually, plain } from '../support/story.mjs'
import { ada } from './client.mjs'

const { data: status } = await ada.postStatus('A blackbird in the hegde', {
  visibility: 'unlisted', language: 'en', spoiler_text: 'bird', sensitive: true,
})
assert.deepEqual([status.visibility, status.language, status.spoiler_text], ['unlisted', 'en', 'bird'])
const there = await bo.sees(status.uri)
const { data: edited } = await ada.editStatus(status.id, { status: 'A blackbird in the hedge', spoiler_text: 'bird' })
assert.ok(edited.edited_at)
await eventually('Bo sees the edit', async () => plain((await bo.show(there.id)).content).includes('hedge'))
assert.equal((await ada.getStatusSource(status.id)).data.text, 'A blackbird in the hedge')

const { data: reply } = await ada.postStatus('And its mate', { in_reply_to_id: status.id })
assert.deepEqual((await ada.getStatusContext(status.id)).data.descendants.map((each) => each.id), [reply.id])
assert.ok((await ada.pinStatus(status.id)).data.pinned)
assert.ok(!(await ada.unpinStatus(status.id)).data.pinned)
assert.ok((await ada.muteStatus(status.id)).data.muted)
assert.ok(!(await ada.unmuteStatus(status.id)).data.muted)

const { data: poll } = await ada.postStatus('Which came first?', {
  poll: { options: ['Cuckoo', 'Swallow'], expires_in: 3600, multiple: true, hide_totals: false },
})
const asked = await bo.sees(poll.uri)
await bo.vote(asked.poll, [0, 1])
await eventually('the votes are counted', async () => (await ada.getPoll(poll.poll.id)).data.votes_count === 2)

await ada.deleteStatus(status.id)
await assert.rejects(ada.getStatus(status.id))
await eventually('it is gone at Bo’s', () => bo.show(there.id).then(() => false, () => true))
