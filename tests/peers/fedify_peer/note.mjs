// Posts: from the peer's own memory to ActivityStreams, and from what others sent into memory.

import { Temporal } from "@js-temporal/polyfill";
import { Mention, Note, PUBLIC_COLLECTION } from "@fedify/vocab";

/** Our post as a Note. `row.mentions` is a list of { handle, actor }. */
export function noteFrom(ctx, uri, row) {
  const { to, cc } = audience(ctx, row);
  return new Note({
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
  });
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

/** What we remember of somebody else's Note. */
export function rowFrom(note) {
  const to = note.toIds.map(({ href }) => href);
  const cc = note.ccIds.map(({ href }) => href);
  return {
    author: note.attributionId?.href,
    text: note.content?.toString() ?? "",
    replyTo: note.replyTargetId?.href ?? null,
    visibility: visibilityOf(to, cc),
    to,
    cc,
  };
}

function visibilityOf(to, cc) {
  if (to.includes(PUBLIC_COLLECTION.href)) return "public";
  if (cc.includes(PUBLIC_COLLECTION.href)) return "unlisted";
  return [...to, ...cc].some((uri) => uri.endsWith("/followers")) ? "private" : "direct";
}
