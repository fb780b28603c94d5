// Bo, Ada's friend on a node of his own, spoken to with plain calls of the API.

import { eventually } from './story.mjs'

export const handle = process.env.BO_HANDLE

// Each returns a Status as Bo's node shows it.
export const post = (status, more = {}) => call('POST', '/api/v1/statuses', { status, ...more })
export const edit = (id, status) => call('PUT', `/api/v1/statuses/${id}`, { status })
export const remove = (id) => call('DELETE', `/api/v1/statuses/${id}`)
export const show = (id) => call('GET', `/api/v1/statuses/${id}`)
export const ask = (status, options) => post(status, { poll: { options, expires_in: 3600 } })
export const vote = (poll, choices) => call('POST', `/api/v1/polls/${poll.id}/votes`, { choices })

// What Bo does with a post of somebody else, that `sees` has found.
export const act = (id, deed) => call('POST', `/api/v1/statuses/${id}/${deed}`)

// Ada's post as it came to Bo, as soon as it is there.
export const sees = (uri) => eventually(`Bo sees ${uri}`, async () => {
  const home = await call('GET', '/api/v1/timelines/home?limit=40')
  return home.find((status) => status.uri === uri)
})

// What Bo is told, as soon as he is.
export const told = (kind, within) => eventually(`Bo is told of a ${kind}`, async () => {
  const notes = await call('GET', `/api/v1/notifications?types[]=${kind}`)
  return notes[0]
}, within)

async function call(method, path, body) {
  const answer = await fetch(process.env.BO + path, {
    method,
    headers: { Authorization: `Bearer ${process.env.BO_TOKEN}`, 'Content-Type': 'application/json' },
    body: body && JSON.stringify(body),
    signal: AbortSignal.timeout(20_000),
  })
  const text = await answer.text()
  if (!answer.ok) throw new Error(`Bo: ${method} ${path}: ${answer.status} ${text}`)
  return JSON.parse(text)
}
