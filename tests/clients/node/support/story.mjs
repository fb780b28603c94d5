// What the stories share: who Ada is here, and waiting for a fact.

export const { ADA, TOKEN } = process.env

// Ask again and again, for at most `within` milliseconds, until `probe` answers with something; that is returned.
export async function eventually(sentence, probe, within = 20_000) {
  const deadline = Date.now() + within
  for (;;) {
    const answer = await probe()
    if (answer) return answer
    if (Date.now() > deadline) throw new Error(`after ${within} ms it is still not so that ${sentence}`)
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
}

// The words of a post without its markup.
export const plain = (html) => html.replace(/<[^>]*>/g, '')
