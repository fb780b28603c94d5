"""Waiting for what two servers tell each other: always for a fact, always with a deadline."""

import time


def eventually(sentence, probe, within=20):
    """Return the first truthy answer of `probe`, asked again and again for `within` seconds.

    `sentence` says what should become true; it is the message when it does not.
    """
    deadline = time.monotonic() + within
    while True:
        answer = probe()
        if answer:
            return answer
        if time.monotonic() > deadline:
            raise AssertionError(f"after {within} s it is still not so that {sentence}; last answer: {answer!r}")
        time.sleep(0.1)
