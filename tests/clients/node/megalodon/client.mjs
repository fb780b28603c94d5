// Ada's megalodon.

import generator from 'megalodon'
import { handle } from '../support/bo.mjs'
import { ADA, TOKEN, eventually } from '../support/story.mjs'

export const ada = generator('mastodon', ADA, TOKEN)
export const friend = (await ada.lookupAccount(handle)).data

// A post of Bo's as soon as it is in Ada's home.
export const arrives = (uri) => eventually(`Ada sees ${uri}`, async () => {
  const { data: home } = await ada.getHomeTimeline({ limit: 40 })
  return home.find((status) => status.uri === uri)
})

// What Ada is told of, as soon as she is.
export const told = (type) => eventually(`Ada is told of a ${type}`, async () => {
  const { data: notes } = await ada.getNotifications({ limit: 20 })
  return notes.find((note) => note.type === type)
})
