// Ada's masto.js.

import { createRestAPIClient, createStreamingAPIClient } from 'masto'
import { handle } from '../support/bo.mjs'
import { ADA, TOKEN, eventually } from '../support/story.mjs'

export const masto = createRestAPIClient({ url: ADA, accessToken: TOKEN })
export const friend = await masto.v1.accounts.lookup({ acct: handle })

// A post of Bo's as soon as it is in Ada's home.
export const arrives = (uri) => eventually(`Ada sees ${uri}`, async () => {
  const home = await masto.v1.timelines.home.list({ limit: 40 })
  return home.find((status) => status.uri === uri)
})

// What Ada is told of, as soon as she is.
export const told = (type) => eventually(`Ada is told of a ${type}`, async () => {
  const notes = await masto.v1.notifications.list({ types: [type] })
  return notes[0]
})

// The streams, at the address that the node names.
export async function streams() {
  const instance = await masto.v2.instance.fetch()
  return createStreamingAPIClient({ streamingApiUrl: instance.configuration.urls.streaming, accessToken: TOKEN })
}
