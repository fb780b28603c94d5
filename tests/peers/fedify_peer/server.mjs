// Node's HTTP servers around the peer: HTTPS towards the fediverse, plain JSON on loopback for the tests.

import { readFileSync } from "node:fs";
import http from "node:http";
import https from "node:https";

/** Serve `federation` at `address`:443. The body goes through untouched: signatures cover its bytes. */
export function serveFederation(federation, { host, address, certificate, key }) {
  const tls = { cert: readFileSync(certificate), key: readFileSync(key) };
  https.createServer(tls, async (incoming, outgoing) => {
    const body = await bytesOf(incoming);
    const request = new Request(`https://${host}${incoming.url}`, {
      method: incoming.method,
      headers: Object.entries(incoming.headers).map(([name, value]) => [name, String(value)]),
      body: ["GET", "HEAD"].includes(incoming.method) ? undefined : body,
    });
    const response = await federation.fetch(request, { contextData: undefined });
    console.error(`${incoming.method} ${incoming.url} ${response.status}`);
    outgoing.writeHead(response.status, Object.fromEntries(response.headers));
    outgoing.end(Buffer.from(await response.arrayBuffer()));
  }).listen(443, address);
}

/** `POST /deed` with JSON runs `deeds.deed`; what went wrong comes back as 500 with the error's text. */
export function serveDeeds(deeds, state, port) {
  http.createServer(async (incoming, outgoing) => {
    try {
      const argument = JSON.parse((await bytesOf(incoming)).toString() || "{}");
      const result = await deeds[incoming.url.slice(1)](argument);
      state.save();
      outgoing.end(JSON.stringify(result ?? {}));
    } catch (error) {
      console.error(error);
      outgoing.writeHead(500).end(String(error.stack));
    }
  }).listen(port, "127.0.0.1");
}

async function bytesOf(stream) {
  const chunks = [];
  for await (const chunk of stream) chunks.push(chunk);
  return Buffer.concat(chunks);
}
