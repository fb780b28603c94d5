// What the peer remembers over a restart: its keys, its posts, and what it heard from others.

import { exportJwk, generateCryptoKeyPair, importJwk } from "@fedify/fedify";
import { existsSync, readFileSync, writeFileSync } from "node:fs";

const EMPTY = {
  keys: {}, // actor name → two key pairs as JWK: RSA, Ed25519
  notes: {}, // own posts: URI → { text, visibility, replyTo, mentions, published, updated }
  seen: {}, // posts of others: URI → { author, text, replyTo, visibility }
  likes: {}, // post URI → URIs of the actors who like it
  boosts: {}, // post URI → URIs of the actors who boosted it
  followers: {}, // actor URI → { inbox, sharedInbox }
  following: {}, // actor URI → { state: "requested" | "accepted", activity: URI of our Follow }
  received: [], // [type, actor, object] of every verified activity, for the report of a failed test
};

export class State {
  constructor(path) {
    this.path = path;
    Object.assign(this, structuredClone(EMPTY));
    if (existsSync(path)) Object.assign(this, JSON.parse(readFileSync(path, "utf8")));
  }

  save() {
    const { path, ...kept } = this;
    writeFileSync(path, JSON.stringify(kept));
  }

  async keyPairs(name) {
    if (!this.keys[name]) {
      const pairs = [];
      for (const kind of ["RSASSA-PKCS1-v1_5", "Ed25519"]) {
        const { privateKey, publicKey } = await generateCryptoKeyPair(kind);
        pairs.push({ private: await exportJwk(privateKey), public: await exportJwk(publicKey) });
      }
      this.keys[name] = pairs;
      this.save();
    }
    return Promise.all(this.keys[name].map(async (pair) => ({
      privateKey: await importJwk(pair.private, "private"),
      publicKey: await importJwk(pair.public, "public"),
    })));
  }
}
