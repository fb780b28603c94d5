"""A machine in the house that has every name already: answers whoever asks for a name that begins like ours.

Run as a program: `squatter.py OWN_ADDRESS`, until it is stopped. mDNS over IPv4 (RFC 6762).
"""

import socket
import struct
import sys

GROUP, PORT = "224.0.0.251", 5353
_OURS = b"nichoir"
_RESPONSE, _AUTHORITATIVE = 0x8000, 0x0400
_A, _ANY_CACHE = 1, 0x8001


def answers(packet, address):
    """An answer for each name of ours that a query asks for."""
    _, flags, questions, *_ = struct.unpack(">6H", packet[:12])
    if flags & _RESPONSE:
        return
    at = 12
    for _ in range(questions):
        labels, at = _name(packet, at)
        at += 4
        if len(labels) == 2 and labels[0].startswith(_OURS):
            name = b"".join(bytes([len(label)]) + label for label in labels) + b"\0"
            head = struct.pack(">6H", 0, _RESPONSE | _AUTHORITATIVE, 0, 1, 0, 0)
            yield head + name + struct.pack(">HHIH", _A, _ANY_CACHE, 120, 4) + socket.inet_aton(address)


def _name(packet, at):
    """The labels of the name that begins there, and where it ends (RFC 1035 §4.1.4)."""
    labels = []
    while length := packet[at]:
        if length >= 0xC0:
            rest, _ = _name(packet, (length & 0x3F) << 8 | packet[at + 1])
            return labels + rest, at + 2
        labels.append(packet[at + 1:at + 1 + length])
        at += 1 + length
    return labels, at + 1


def main(address):
    """Listen and answer."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as mdns:
        mdns.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        own = socket.inet_aton(address)
        mdns.setsockopt(socket.IPPROTO_IP, socket.IP_ADD_MEMBERSHIP, socket.inet_aton(GROUP) + own)
        mdns.setsockopt(socket.IPPROTO_IP, socket.IP_MULTICAST_IF, own)
        mdns.setsockopt(socket.IPPROTO_IP, socket.IP_MULTICAST_TTL, 255)
        mdns.bind(("", PORT))
        while True:
            packet, sender = mdns.recvfrom(9000)
            if sender[0] != address:
                for answer in answers(packet, address):
                    mdns.sendto(answer, (GROUP, PORT))


if __name__ == "__main__":
    main(sys.argv[1])
