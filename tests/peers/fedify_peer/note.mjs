// Posts: from the peer's own memory to ActivityStreams, and from what others sent into memory.

import { Temporal } from "@js-temporal/polyfill";
import { Collection, Create, Mention, Note, PUBLIC_COLLECTION, Question } from "@fedify/vocab";

/** Our post as a Note, or a Question if it has votes. `row.mentions` is a list of { handle, actor }. */
export function noteFrom(ctx, uri, row) {
  const { to, cc } = audience(ctx, row);
  const values = {
    id: new URL(uri),
    attribution: ctx.getActorUri("anna"),
    content: `<p>${row.text}</p>`,
    replyTarget: row.replyTo ? new URL(row.replyTo) : null,
    tags: row.mentions.map(({ handle, actor }) => new Mention({ name: `@${handle}`, href: new URL(actor) })),
    tos: to,
    ccs: cc,
    url: new URL(uri),
    published: Temporal.Instant.from(row.published),
    updated: row.updated ? Temporal.Instant.from(row.updated) : null,
  };
  if (!row.votes) return new Note(values);
  return new Question({
    ...values,
    exclusiveOptions: Object.entries(row.votes).map(([name, voters]) =>
      new Note({ name, replies: new Collection({ totalItems: voters.length }) })),
    endTime: Temporal.Instant.from(row.published).add({ hours: 1 }),
  });
}

/** The Create of our post. */
export function createFrom(ctx, uri, row) {
  const { to, cc } = audience(ctx, row);
  const object = noteFrom(ctx, uri, row);
  return new Create({ id: new URL("#create", uri), actor: ctx.getActorUri("anna"), object, tos: to, ccs: cc });
}

/** Who a post is addressed to, as Mastodon does it. */
export function audience(ctx, { visibility, mentions }) {
  const followers = ctx.getFollowersUri("anna");
  const mentioned = mentions.map(({ actor }) => new URL(actor));
  switch (visibility) {
    case "public": return { to: [PUBLIC_COLLECTION], cc: [followers, ...mentioned] };
    case "unlisted": return { to: [followers], cc: [PUBLIC_COLLECTION, ...mentioned] };
    case "private": return { to: [followers], cc: mentioned };
    default: return { to: mentioned, cc: [] };
  }
}

/** What we remember of somebody else's Note or Question. */
export async function rowFrom(note) {
  const to = note.toIds.map(({ href }) => href);
  const cc = note.ccIds.map(({ href }) => href);
  return {
    author: note.attributionId?.href,
    text: note.content?.toString() ?? "",
    replyTo: note.replyTargetId?.href ?? null,
    visibility: visibilityOf(to, cc),
    to,
    cc,
    votes: note instanceof Question ? await votesFrom(note) : null,
  };
}

/** Option → how many chose it, as the author says. */
async function votesFrom(question) {
  const votes = {};
  for await (const option of question.getExclusiveOptions()) {
    votes[option.name.toString()] = (await option.getReplies())?.totalItems ?? 0;
  }
  return votes;
}

function visibilityOf(to, cc) {
  if (to.includes(PUBLIC_COLLECTION.href)) return "public";
  if (cc.includes(PUBLIC_COLLECTION.href)) return "unlisted";
  return [...to, ...cc].some((uri) => uri.endsWith("/followers")) ? "private" : "direct";
}
