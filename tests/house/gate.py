"""A gate before an authority: passes everything on, counts it, and can answer for it as authorities do on bad days.

pebble has no rate limits and never breaks; Let's Encrypt does both.
"""

import ssl
import threading
import time
from dataclasses import dataclass
from http.client import HTTPSConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

# What pebble calls them.
NEW_ORDER, RENEWAL, DIRECTORY = "/order-plz", "/draft-ietf-acme-ari-03/renewalInfo", "/dir"
_PASSED = ("content-type", "location", "link", "replay-nonce", "retry-after")


@dataclass(frozen=True)
class Asked:
    """One request: its path, when it came (monotonic, in seconds) and what was answered."""

    path: str
    at: float
    status: int


class Gate:
    """At `host`, before `authority`. `directory` is what a node is told instead of the authority's own."""

    def __init__(self, network, authority, port):
        self.host = authority.host
        self.directory = f"https://{self.host}:{port}/dir"
        self.asked = []
        self._refusals = {}
        self._behind = authority.port
        self._trust = ssl.create_default_context(cafile=str(network.authority))
        self._server = ThreadingHTTPServer(("0.0.0.0", port), _handler(self))
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(*network.certificate(self.host))
        self._server.socket = context.wrap_socket(self._server.socket, server_side=True)

    def start(self):
        """Open it."""
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def stop(self):
        """Close it."""
        self._server.shutdown()
        self._server.server_close()

    def refuse(self, path, status, body=b"", headers=None):
        """From now on whatever begins with `path` is answered like this, and not passed on."""
        self._refusals[path] = status, body, headers or {}

    def allow(self, path):
        """From now on it is passed on again."""
        self._refusals.pop(path, None)

    def times(self, path, since=0.0):
        """When such requests came, later than `since`."""
        return [asked.at for asked in self.asked if asked.path.startswith(path) and asked.at > since]

    def answer(self, method, path, host, body, content_type):
        """What to answer: (status, headers, body)."""
        status, headers, text = self._refused(path) or self._pass_on(method, path, host, body, content_type)
        self.asked.append(Asked(path, time.monotonic(), status))
        return status, headers, text

    def _refused(self, path):
        for start, (status, body, headers) in self._refusals.items():
            if path.startswith(start):
                return status, headers, body
        return None

    def _pass_on(self, method, path, host, body, content_type):
        connection = HTTPSConnection(self.host, self._behind, timeout=10, context=self._trust)
        try:
            # pebble builds its URLs from this header, so everything that follows comes through here as well.
            connection.request(method, path, body, {"Host": host, "Content-Type": content_type,
                                                    "User-Agent": "gate"})
            answer = connection.getresponse()
            kept = {name: value for name, value in answer.getheaders() if name.lower() in _PASSED}
            return answer.status, kept, answer.read()
        finally:
            connection.close()


def _handler(gate):
    """A request handler class that knows its gate."""

    class Handler(BaseHTTPRequestHandler):
        """GET, HEAD and POST alike."""

        protocol_version = "HTTP/1.1"

        def do_GET(self):
            """Directory, nonces, renewal information."""
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            status, headers, text = gate.answer(self.command, self.path, self.headers["Host"], body,
                                                self.headers.get("Content-Type", ""))
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(text)))
            self.end_headers()
            self.wfile.write(b"" if self.command == "HEAD" else text)

        do_HEAD = do_POST = do_GET

        def log_message(self, *arguments):
            """Quiet: the test looks at what was asked, not at a log."""

    return Handler
