"""A box that somebody lives in: it restarts when it wants to, and everything it acknowledges is remembered."""

import time

from checking.guest import Forwarded
from checking.machine import WORDS
from checking.owner import Owner


class Box:
    """Runs in a `with` block; `patience` is how many seconds a root on trial has."""

    def __init__(self, machine, card, patience):
        self._machine = machine
        self._card = card
        # The later word counts; what the server says of updates is no error of the system.
        self._words = f"{WORDS} systemd.journald.max_level_console=info nichoir.patience={patience}"
        self._network = Forwarded()
        self.owner = Owner(self._network.url)
        self.posts = {}
        self.starts = 0
        self._guest = None

    def __enter__(self):
        self.switch_on()
        return self

    def __exit__(self, *_):
        self.unplug()

    def switch_on(self):
        """Starts it; also again."""
        self._guest = self._machine.start(self._network, words=self._words)
        self.starts += 1

    def unplug(self):
        """Pulls the plug."""
        self._guest.unplug()

    def console(self):
        """What it said since it was switched on or restarted last."""
        return self._guest.console()

    def kernel_release(self):
        """Which kernel runs, as it says itself."""
        return self._guest.kernel_release()

    def first_page(self, path, within):
        """Waits for it."""
        return self._guest.first_answer(path, within)[1]

    def post(self):
        """Tries to write a post; whether it was acknowledged, and remembered then."""
        text = f"Post number {len(self.posts) + 1}."
        try:
            self.posts[self.owner.post(text, tries=1)] = text
            return True
        except (AssertionError, OSError):
            return False

    def until(self, happens, within, posts=True):
        """Goes on, with restarts, until it happens; whether it does in time."""
        end = time.monotonic() + within
        while time.monotonic() < end:
            if self._guest.has_ended():
                self.switch_on()
            if posts:
                self.post()
            if happens():
                return True
            time.sleep(1)
        return False

    def lost(self):
        """What was acknowledged and is not there."""
        return [text for post, text in self.posts.items() if text not in self.owner.read(post)]
