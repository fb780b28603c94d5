"""A third party: one actor in this process, served over HTTPS, that signs with apsig and records what it gets.

It is the smallest server that others can believe: WebFinger, an actor, an inbox. It sends whatever a
test tells it to, so it is also how odd input reaches Nichoir with a good signature.
"""

import json
import re
import ssl
import threading
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlparse

import requests
from apsig.draft.sign import Signer
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

ACTIVITY = "application/activity+json"


@dataclass(frozen=True)
class Delivery:
    """One POST that came: the address it was sent to, its headers in lower case, its body."""

    url: str
    headers: dict[str, str]
    body: str


class Witness:
    """The actor `https://HOST/actor`, known as `actor@HOST`."""

    def __init__(self, network, host, trust=None):
        """`trust` is a bundle of certificates, where it is to trust others than this network does."""
        self.host = host
        self.handle = f"actor@{host}"
        self.actor = f"https://{host}/actor"
        self.received = []
        self.documents = {"/actor": self._actor_document}
        self._key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        self.trust = trust or network.bundle
        self._server = ThreadingHTTPServer((network.address(host), 443), _handler(self))
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(*network.certificate(host))
        self._server.socket = context.wrap_socket(self._server.socket, server_side=True)

    def start(self):
        """Serve from a thread of this process."""
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def stop(self):
        """Stop serving."""
        self._server.shutdown()
        self._server.server_close()

    def deliver(self, inbox, activity, http=requests):
        """POST `activity` to `inbox`, signed as draft-cavage-12, over a connection of `http`; the answer."""
        body = json.dumps(activity).encode()
        headers = Signer({"content-type": ACTIVITY}, self._key, "POST", inbox, f"{self.actor}#main-key", body).sign()
        # apsig signs; the same signature as an Authorization header is a form that nobody uses.
        del headers["Authorization"]
        return http.post(inbox, data=body, headers=headers, timeout=30, verify=str(self.trust))

    def publish(self, text, path=None):
        """Put up a public post for whoever asks; its URI. Nobody is told."""
        path = path or f"/notes/{len(self.documents)}"
        uri = f"https://{self.host}{path}"
        self.documents[path] = {
            "@context": "https://www.w3.org/ns/activitystreams", "id": uri, "type": "Note",
            "attributedTo": self.actor, "content": f"<p>{text}</p>", "published": "2026-01-02T03:04:05Z",
            "to": ["https://www.w3.org/ns/activitystreams#Public"], "cc": [f"https://{self.host}/followers"],
        }
        return uri

    def heard(self, words):
        """The first delivery whose body has these words; None if there is none."""
        return next((delivery for delivery in self.received if words in delivery.body), None)

    def _actor_document(self):
        public = self._key.public_key().public_bytes(
            serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
        return {
            "@context": ["https://www.w3.org/ns/activitystreams", "https://w3id.org/security/v1"],
            "id": self.actor, "type": "Person", "preferredUsername": "actor", "name": "A witness",
            "inbox": f"https://{self.host}/inbox", "outbox": f"https://{self.host}/outbox",
            "followers": f"https://{self.host}/followers",
            "publicKey": {"id": f"{self.actor}#main-key", "owner": self.actor,
                          "publicKeyPem": public.decode()},
        }


def _handler(witness):
    """A request handler class that knows its witness."""

    class Handler(BaseHTTPRequestHandler):
        """GET of actor, documents and WebFinger; POST to the inbox."""

        def do_GET(self):
            """WebFinger, else one of the witness's documents."""
            url = urlparse(self.path)
            if url.path == "/.well-known/webfinger":
                self._webfinger(parse_qs(url.query).get("resource", [""])[0])
            elif url.path in witness.documents:
                document = witness.documents[url.path]
                self._answer(200, document() if callable(document) else document)
            else:
                self._answer(404, {"error": "not here"})

        def do_POST(self):
            """Everything is accepted; the test looks at what came."""
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            headers = {name.lower(): value for name, value in self.headers.items()}
            url = f"https://{witness.host}{self.path}"
            witness.received.append(Delivery(url, headers, body.decode(errors="replace")))
            self._answer(202, {})

        def log_message(self, *arguments):
            """Quiet: the test looks at what came, not at a log."""

        def _webfinger(self, resource):
            if not re.fullmatch(rf"acct:actor@{re.escape(witness.host)}|{re.escape(witness.actor)}", resource):
                return self._answer(404, {"error": "nobody"})
            link = {"rel": "self", "type": ACTIVITY, "href": witness.actor}
            document = {"subject": f"acct:{witness.handle}", "links": [link]}
            return self._answer(200, document, "application/jrd+json")

        def _answer(self, status, document, media_type=ACTIVITY):
            body = document if isinstance(document, bytes) else json.dumps(document).encode()
            self.send_response(status)
            self.send_header("Content-Type", media_type)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

    return Handler
