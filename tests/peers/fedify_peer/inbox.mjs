// What the peer does with each activity that arrives with a good signature.

import { Accept, Announce, Create, Delete, Follow, Like, Note, Question, Reject, Undo, Update } from "@fedify/vocab";
import { applicationLoader, OWNER } from "./actor.mjs";
import { rowFrom } from "./note.mjs";

export function listen(federation, state) {
  // Every listener is noted and saved, so a failed test can show what came and what did not.
  const remembering = (handler) => async (ctx, activity) => {
    state.received.push([activity.constructor.name, activity.actorId?.href, activity.objectId?.href]);
    await handler(ctx, activity);
    state.save();
  };
  const keepNote = async (ctx, activity) => {
    const note = await activity.getObject({ documentLoader: await applicationLoader(ctx) });
    const poll = state.notes[note?.replyTargetId?.href]?.votes;
    if (poll && note.name) poll[note.name.toString()].push(activity.actorId.href);
    else if (note instanceof Note || note instanceof Question) state.seen[note.id.href] = await rowFrom(note);
  };
  federation
    .setInboxListeners("/users/{identifier}/inbox", "/inbox")
    .setSharedKeyDispatcher(() => ({ identifier: "instance" }))
    .on(Create, remembering(keepNote))
    .on(Update, remembering(keepNote))
    .on(Delete, remembering((ctx, { objectId }) => { delete state.seen[objectId?.href]; }))
    .on(Like, remembering((ctx, like) => add(state.likes, like)))
    .on(Announce, remembering(async (ctx, announce) => {
      add(state.boosts, announce);
      if (!state.notes[announce.objectId.href]) await keepNote(ctx, announce);
    }))
    .on(Follow, remembering((ctx, follow) => acceptFollow(ctx, follow, state)))
    .on(Accept, remembering((ctx, accept) => answered(accept, state, "accepted")))
    .on(Reject, remembering((ctx, reject) => answered(reject, state, "rejected")))
    .on(Undo, remembering((ctx, undo) => takeBack(ctx, undo, state)))
    .onError((ctx, error) => console.error(error));
}

async function acceptFollow(ctx, follow, state) {
  const follower = await follow.getActor({ documentLoader: await applicationLoader(ctx) });
  if (follow.objectId?.href !== ctx.getActorUri(OWNER).href || !follower?.inboxId) return;
  state.followers[follower.id.href] = {
    inbox: follower.inboxId.href,
    sharedInbox: follower.endpoints?.sharedInbox?.href ?? null,
  };
  const id = new URL(`#accepts/${crypto.randomUUID()}`, ctx.getActorUri(OWNER));
  const accept = new Accept({ id, actor: ctx.getActorUri(OWNER), object: follow });
  await ctx.sendActivity({ identifier: OWNER }, follower, accept);
}

function answered(answer, state, result) {
  const sent = state.following[answer.actorId.href];
  if (sent) sent.state = result;
}

async function takeBack(ctx, undo, state) {
  const undone = await undo.getObject({ documentLoader: await applicationLoader(ctx) });
  if (undone?.actorId?.href !== undo.actorId?.href) return;
  if (undone instanceof Follow) delete state.followers[undone.actorId.href];
  if (undone instanceof Like) remove(state.likes, undone);
  if (undone instanceof Announce) remove(state.boosts, undone);
}

function add(table, { objectId, actorId }) {
  const actors = new Set(table[objectId.href] ?? []);
  table[objectId.href] = [...actors.add(actorId.href)];
}

function remove(table, { objectId, actorId }) {
  table[objectId.href] = (table[objectId.href] ?? []).filter((actor) => actor !== actorId.href);
}
