// Ada posts a picture with its text, and Bo gets both.

import assert from 'node:assert/strict'
import { createReadStream } from 'node:fs'
import * as bo from '../support/bo.mjs'
import { ada } from './client.mjs'

const { data: media } = await ada.uploadMedia(createReadStream(process.env.PICTURE), { description: 'a wren' })
const { data: changed } = await ada.updateMedia(media.id, { description: 'a wren on a wall' })
assert.equal(changed.description, 'a wren on a wall')
assert.equal((await ada.getMedia(media.id)).data.type, 'image')
const { data: post } = await ada.postStatus('Look', { media_ids: [media.id] })
assert.deepEqual(post.media_attachments.map((each) => each.description), ['a wren on a wall'])
assert.equal((await bo.sees(post.uri)).media_attachments[0].description, 'a wren on a wall')
