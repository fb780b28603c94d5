// What the tests can tell the peer to do, one function per deed; each takes and returns plain JSON.

import { Temporal } from "@js-temporal/polyfill";
import { Announce, Create, Delete, Follow, Like, Note, PUBLIC_COLLECTION, Question, Tombstone, Undo, Update } from "@fedify/vocab";
import { OWNER } from "./actor.mjs";
import { audience, createFrom, noteFrom, rowFrom } from "./note.mjs";

export function deedsOf(ctx, state) {
  const me = ctx.getActorUri(OWNER);
  const newId = (kind) => new URL(`#${kind}/${crypto.randomUUID()}`, me);
  const find = async (handle) => {
    const documentLoader = await ctx.getDocumentLoader({ identifier: OWNER });
    const found = await ctx.lookupObject(handle, { documentLoader });
    if (!found?.id) throw new Error(`${handle} was not found`);
    return found;
  };
  const authorOf = async (uri) => find(state.seen[uri].author);
  const send = (recipients, activity) => ctx.sendActivity({ identifier: OWNER }, recipients, activity);

  /** To the followers unless it is direct, to everybody who is mentioned, and to the author it answers. */
  async function publish(row, activity) {
    const others = await Promise.all(row.mentions.map(({ actor }) => find(actor)));
    if (row.replyTo && state.seen[row.replyTo]) others.push(await authorOf(row.replyTo));
    if (row.visibility !== "direct") await send("followers", activity);
    for (const other of others) {
      if (row.visibility === "direct" || !state.followers[other.id.href]) await send(other, activity);
    }
  }

  return {
    async find({ handle }) {
      const actor = await find(handle);
      return { actor: actor.id.href, name: actor.name?.toString() ?? null };
    },

    async follow({ handle }) {
      const actor = await find(handle);
      const id = newId("follows");
      state.following[actor.id.href] = { state: "requested", activity: id.href };
      await send(actor, new Follow({ id, actor: me, object: actor.id }));
    },

    async unfollow({ handle }) {
      const actor = await find(handle);
      const follow = new Follow({ id: new URL(state.following[actor.id.href].activity), actor: me, object: actor.id });
      delete state.following[actor.id.href];
      await send(actor, new Undo({ id: newId("undos"), actor: me, object: follow }));
    },

    async post({ text, visibility = "public", replyTo = null, options = null }) {
      const handles = [...text.matchAll(/@(\w+@[\w.-]+\w)/g)].map(([, handle]) => handle);
      const mentions = await Promise.all(handles.map(async (handle) =>
        ({ handle, actor: (await find(`@${handle}`)).id.href })));
      const kind = options ? Question : Note;
      const uri = ctx.getObjectUri(kind, { identifier: OWNER, id: crypto.randomUUID() });
      const votes = options && Object.fromEntries(options.map((name) => [name, []]));
      const row = { text, visibility, replyTo, mentions, votes, published: Temporal.Now.instant().toString() };
      state.notes[uri.href] = row;
      await publish(row, createFrom(ctx, uri.href, row));
      return { uri: uri.href };
    },

    async edit({ uri, text }) {
      const row = Object.assign(state.notes[uri], { text, updated: Temporal.Now.instant().toString() });
      const { to, cc } = audience(ctx, row);
      await publish(row, new Update({
        id: newId("updates"), actor: me, object: noteFrom(ctx, uri, row), tos: to, ccs: cc,
      }));
    },

    async delete({ uri }) {
      const row = state.notes[uri];
      delete state.notes[uri];
      await publish(row, new Delete({
        id: newId("deletes"), actor: me, object: new Tombstone({ id: new URL(uri) }), to: PUBLIC_COLLECTION,
      }));
    },

    async fetch({ uri }) {
      const note = await find(uri);
      state.seen[uri] = await rowFrom(note);
    },

    async vote({ uri, option }) {
      const author = await authorOf(uri);
      const note = new Note({
        id: newId("votes"), attribution: me, name: option, replyTarget: new URL(uri), to: author.id,
      });
      await send(author, new Create({ id: newId("creates"), actor: me, object: note, to: author.id }));
    },

    async like({ uri }) {
      const id = new URL(`#likes/${encodeURIComponent(uri)}`, me);
      await send(await authorOf(uri), new Like({ id, actor: me, object: new URL(uri) }));
    },

    async unlike({ uri }) {
      const like = new Like({ id: new URL(`#likes/${encodeURIComponent(uri)}`, me), actor: me, object: new URL(uri) });
      await send(await authorOf(uri), new Undo({ id: newId("undos"), actor: me, object: like }));
    },

    async boost({ uri }) {
      const announce = new Announce({
        id: new URL(`#boosts/${encodeURIComponent(uri)}`, me), actor: me, object: new URL(uri),
        to: PUBLIC_COLLECTION, cc: ctx.getFollowersUri(OWNER),
        published: Temporal.Now.instant(),
      });
      const author = await authorOf(uri);
      await send("followers", announce);
      if (!state.followers[author.id.href]) await send(author, announce);
    },

    async unboost({ uri }) {
      const announce = new Announce({
        id: new URL(`#boosts/${encodeURIComponent(uri)}`, me), actor: me, object: new URL(uri),
      });
      await send(await authorOf(uri), new Undo({ id: newId("undos"), actor: me, object: announce }));
    },

    state: () => ({ ...state, path: undefined, keys: undefined }),
  };
}
