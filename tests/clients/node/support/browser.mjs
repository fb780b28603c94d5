// The owner's browser is in the test process: it is given the address of the page, and gives back the code.

import { createInterface } from 'node:readline'

export async function letIn(url) {
  console.log(JSON.stringify({ page: url }))
  const lines = createInterface({ input: process.stdin })
  for await (const line of lines) return line
  throw new Error('nobody gave a code')
}

// The last word of the story of signing in.
export const signedIn = (token) => console.log(JSON.stringify({ token }))
