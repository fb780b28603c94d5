// The pages of the peer: its actor, the application actor for signed fetches, followers and posts.

import { createFederation, MemoryKvStore } from "@fedify/fedify";
import { Application, Endpoints, Note, Person, Question } from "@fedify/vocab";
import { noteFrom } from "./note.mjs";

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

  for (const [kind, path] of [[Note, "notes"], [Question, "questions"]]) {
    federation
      .setObjectDispatcher(kind, `/users/{identifier}/${path}/{id}`, (ctx, values) => {
        const uri = ctx.getObjectUri(kind, values).href;
        const row = state.notes[uri];
        const open = row && (row.visibility === "public" || row.visibility === "unlisted");
        return open ? noteFrom(ctx, uri, row) : null;
      })
      .authorize(allowed);
  }

  return federation;
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
