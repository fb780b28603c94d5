"""A time server for the guests, which have no other. Spec: RFC 4330 (SNTP), as much as a client needs."""

import contextlib
import socket
import struct
import threading
import time

# Seconds from 1900, where the protocol begins, to 1970.
FROM_1900 = 2208988800
PORT = 123


@contextlib.contextmanager
def time_server(address="127.0.0.1"):
    """Answers while the block runs; guests on a network of their own reach 127.0.0.1 as 10.0.2.2. The port needs
    root, or no other time server on it."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as line:
        line.bind((address, PORT))
        line.settimeout(0.2)
        stop = threading.Event()
        thread = threading.Thread(target=_serve, args=(line, stop))
        thread.start()
        try:
            yield
        finally:
            stop.set()
            thread.join()


def _serve(line, stop):
    while not stop.is_set():
        try:
            question, sender = line.recvfrom(512)
        except TimeoutError:
            continue
        if len(question) >= 48:
            line.sendto(_answer(question, time.time()), sender)


def _answer(question, now):
    seconds, fraction = int(now) + FROM_1900, int(now % 1 * 2**32)
    stamp = struct.pack(">II", seconds & 0xFFFFFFFF, fraction)
    # No leap second, version 4, server; a primary source that is exact to a millisecond.
    head = struct.pack(">BBbbII4s", 0x24, 1, 6, -10, 0, 0, b"HOST")
    return head + stamp + question[40:48] + stamp + stamp
