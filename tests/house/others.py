"""Three servers somewhere on the internet that a box without a clock asks for the date."""

import ssl
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from house.space import outcome

# Those that are built into the binary, at addresses of the lab.
HOSTS = {
    "acme-v02.api.letsencrypt.org": "192.0.1.61",
    "desec.io": "192.0.1.62",
    "www.debian.org": "192.0.1.63",
}


class Others:
    """All three; their clocks are right."""

    def __init__(self, network):
        self._network = network
        self._servers = []

    def start(self):
        """From now on they answer."""
        for host, address in HOSTS.items():
            outcome("ip", "address", "add", f"{address}/32", "dev", "lo")
            server = ThreadingHTTPServer((address, 443), _Dated)
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(*self._network.certificate(host))
            server.socket = context.wrap_socket(server.socket, server_side=True)
            threading.Thread(target=server.serve_forever, daemon=True).start()
            self._servers.append(server)

    def stop(self):
        """They are gone."""
        while self._servers:
            server = self._servers.pop()
            server.shutdown()
            server.server_close()
        for address in HOSTS.values():
            outcome("ip", "address", "delete", f"{address}/32", "dev", "lo")


class _Dated(BaseHTTPRequestHandler):
    """Every answer has a `Date`, and nothing else that matters."""

    def do_GET(self):
        """GET and HEAD alike."""
        self.send_response(204)
        self.end_headers()

    do_HEAD = do_GET

    def log_message(self, *arguments):
        """Quiet."""
