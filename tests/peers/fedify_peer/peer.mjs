// A fediverse server with one actor, built on Fedify, for the tests to talk to.
//
// Configured by environment: HOST, ADDRESS, CERTIFICATE, KEY, CONTROL_PORT, STATE (a file),
// FIRST_KNOCK (rfc9421 or draft-cavage-http-signatures-12), AUTHORIZED_FETCH (1 or unset).

import { federationOf } from "./actor.mjs";
import { deedsOf } from "./deeds.mjs";
import { listen } from "./inbox.mjs";
import { serveDeeds, serveFederation } from "./server.mjs";
import { State } from "./state.mjs";

const env = process.env;
const state = new State(env.STATE);
const federation = federationOf(state, {
  host: env.HOST,
  firstKnock: env.FIRST_KNOCK,
  authorizedFetch: env.AUTHORIZED_FETCH === "1",
});
listen(federation, state);

const ctx = federation.createContext(new URL(`https://${env.HOST}/`), undefined);
await state.keyPairs("anna");
await state.keyPairs("instance");
serveDeeds(deedsOf(ctx, state), state, Number(env.CONTROL_PORT));
serveFederation(federation, {
  host: env.HOST,
  address: env.ADDRESS,
  certificate: env.CERTIFICATE,
  key: env.KEY,
});
