// The pages of the peer: its actor, the application actor for signed fetches, followers and posts.

import { createFederation, MemoryKvStore } from "@fedify/fedify";
import { Application, Endpoints, Note, Person, Question } from "@fedify/vocab";
import { createFrom, noteFrom } from "./note.mjs";

export const OWNER = "anna";
const APPLICATION = "instance";

export function federationOf(state, { host, firstKnock, authorizedFetch }) {
  const federation = createFederation({
    kv: new MemoryKvStore(),
    origin: `https://${host}`,
    firstKnock,
    outboxRetryPolicy: () => null,
  });
  const allowed = authorizedFetch ? isSigned : () => true;

  federation
    .setActorDispatcher("/users/{identifier}", (ctx, name) => actorFrom(ctx, name))
    .setKeyPairsDispatcher((ctx, name) => state.keyPairs(name))
    // The application actor must be readable by anybody, or two such servers ask each other for ever.
    .authorize((ctx, name) => name === APPLICATION || allowed(ctx));

  federation
    .setFollowersDispatcher("/users/{identifier}/followers", () => ({
      items: Object.entries(state.followers).map(([id, { inbox, sharedInbox }]) => ({
        id: new URL(id),
        inboxId: new URL(inbox),
        endpoints: sharedInbox ? { sharedInbox: new URL(sharedInbox) } : null,
      })),
    }))
    .authorize(allowed);

  federation
    .setOutboxDispatcher("/users/{identifier}/outbox", (ctx) => ({
      items: Object.entries(state.notes)
        .filter(([, row]) => isOpen(row))
        .reverse()
        .map(([uri, row]) => createFrom(ctx, uri, row)),
    }))
    .authorize(allowed);

  for (const [kind, path] of [[Note, "notes"], [Question, "questions"]]) {
    federation
      .setObjectDispatcher(kind, `/users/{identifier}/${path}/{id}`, (ctx, values) => {
        const uri = ctx.getObjectUri(kind, values).href;
        const row = state.notes[uri];
        return row && isOpen(row) ? noteFrom(ctx, uri, row) : null;
      })
      .authorize(allowed);
  }

  return federation;
}

function isOpen({ visibility }) {
  return visibility === "public" || visibility === "unlisted";
}

export async function applicationLoader(ctx) {
  return ctx.getDocumentLoader({ identifier: APPLICATION });
}

async function isSigned(ctx) {
  const documentLoader = await applicationLoader(ctx);
  return (await ctx.getSignedKeyOwner({ documentLoader })) != null;
}

async function actorFrom(ctx, name) {
  const keys = await ctx.getActorKeyPairs(name);
  const values = {
    id: ctx.getActorUri(name),
    preferredUsername: name,
    inbox: ctx.getInboxUri(name),
    outbox: ctx.getOutboxUri(name),
    endpoints: new Endpoints({ sharedInbox: ctx.getInboxUri() }),
    publicKey: keys[0].cryptographicKey,
    assertionMethods: keys.map((pair) => pair.multikey),
  };
  if (name === APPLICATION) return new Application(values);
  if (name !== OWNER) return null;
  return new Person({
    ...values,
    name: "Anna of the tests",
    summary: "<p>Built on Fedify</p>",
    followers: ctx.getFollowersUri(name),
    url: ctx.getActorUri(name),
    manuallyApprovesFollowers: false,
  });
}
