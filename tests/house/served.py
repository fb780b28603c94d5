"""The certificate that a host shows to whoever comes."""

import socket
import ssl
from dataclasses import dataclass
from datetime import datetime

from cryptography import x509


@dataclass(frozen=True)
class Served:
    """As it was shown."""

    pem: str
    serial: int
    not_before: datetime
    # Of its lifetime.
    seconds: int


def served(host, port=443):
    """What `host` shows; None where nobody answers. Nothing is judged: see `Lab.trusts` for that."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    try:
        with (socket.create_connection((host, port), timeout=2) as plain,
              context.wrap_socket(plain, server_hostname=host) as secure):
            shown = secure.getpeercert(binary_form=True)
    except OSError:
        return None
    read = x509.load_der_x509_certificate(shown)
    start, end = read.not_valid_before_utc, read.not_valid_after_utc
    return Served(ssl.DER_cert_to_PEM_cert(shown), read.serial_number, start, round((end - start).total_seconds()))
