// Ada posts a picture with its text, and Bo gets both.

import assert from 'node:assert/strict'
import { openAsBlob } from 'node:fs'
import * as bo from '../support/bo.mjs'
import { masto } from './client.mjs'

const file = await openAsBlob(process.env.PICTURE, { type: 'image/png' })
const media = await masto.v2.media.create({ file, description: 'a wren' })
assert.deepEqual([media.type, media.description], ['image', 'a wren'])
const first = await masto.v1.media.create({ file, description: 'by the older way' })
assert.ok(first.url)
await masto.v1.media.$select(media.id).update({ description: 'a wren on a wall' })
const post = await masto.v1.statuses.create({ status: 'Look', mediaIds: [media.id] })
assert.deepEqual(post.mediaAttachments.map((each) => each.description), ['a wren on a wall'])
assert.equal((await bo.sees(post.uri)).media_attachments[0].description, 'a wren on a wall')
