"""A push service, such as browsers have one: it takes what a server sends for an app and keeps it, sealed as it came.

Whether what came can be opened is for the story to show; this knows no keys.
"""

import ssl
import threading
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from peers.waiting import eventually

HOST = "push.test"


@dataclass(frozen=True)
class Push:
    """One push: its headers in lower case and the sealed body."""

    headers: dict[str, str]
    body: bytes


class PushService:
    """`https://push.test/...`; each path is the mailbox of one subscription."""

    def __init__(self, network):
        self._boxes = {}
        self._server = ThreadingHTTPServer((network.address(HOST), 443), _handler(self._boxes))
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(*network.certificate(HOST))
        self._server.socket = context.wrap_socket(self._server.socket, server_side=True)

    def start(self):
        """Serve from a thread of this process."""
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def stop(self):
        """Stop serving."""
        self._server.shutdown()
        self._server.server_close()

    @staticmethod
    def endpoint(name):
        """The address of a mailbox."""
        return f"https://{HOST}/{name}"

    def next(self, name):
        """The oldest push in the mailbox, taken out of it, as soon as there is one."""
        eventually(f"a push comes for {name}", lambda: self._boxes.get(f"/{name}"))
        return self._boxes[f"/{name}"].pop(0)


def _handler(boxes):
    class Handler(BaseHTTPRequestHandler):
        """RFC 8030 §5: 201 for a push that was taken."""

        def do_POST(self):
            """Keep it."""
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            headers = {name.lower(): value for name, value in self.headers.items()}
            boxes.setdefault(self.path, []).append(Push(headers, body))
            self.send_response(201)
            self.send_header("Location", f"https://{HOST}/message")
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *arguments):
            """Quiet: the story looks at what came."""

    return Handler
