"""The plug is pulled while the owner writes."""

import os
import random
import sqlite3
import threading
import time
from contextlib import closing
from http.client import HTTPException

from card.box import moved_in

# A sample; the whole series is 50.
CUTS = int(os.environ.get("NICHOIR_POWER_CUTS", "3"))
PATIENCE = 300
WRITERS = 3
DATABASE = "nichoir.sqlite3"


class Writer(threading.Thread):
    """Posts one after the other until nobody answers. `acknowledged` is what the node has taken: id and text."""

    def __init__(self, owner, name):
        super().__init__(daemon=True)
        self._owner, self._name = owner, name
        self.acknowledged = {}

    def run(self):
        number = 0
        try:
            while True:
                text = f"{self._name}, post {number}"
                self.acknowledged[self._owner.post(text)] = text
                number += 1
        except (OSError, HTTPException, AssertionError, ValueError):
            # The plug was pulled: what was under way may be there or not.
            return


def test_what_was_acknowledged_is_there_after_every_power_cut(alone, tmp_path, tell):
    moment = random.Random(4)
    posts, owner, waited = {}, None, 0.0
    for cut in range(CUTS):
        with alone.start() as guest:
            guest.first_answer("/health", PATIENCE)
            owner = owner.moved(guest.url) if owner else moved_in(alone, guest)
            owner.post(f"up for the {cut}th time")
            writers = [Writer(owner, f"life {cut}, writer {number}") for number in range(WRITERS)]
            for writer in writers:
                writer.start()
            pause = moment.uniform(0.5, 4)
            waited += pause
            time.sleep(pause)
            guest.unplug()
        for writer in writers:
            writer.join()
            posts |= writer.acknowledged
        said, status = alone.card.repaired()
        assert status < 2, f"e2fsck -p after cut {cut}: {said}"
        there = stored(alone.card, tmp_path)
        missing = [text for post, text in posts.items() if post not in there]
        assert not missing, f"after cut {cut}: {missing}"
    assert len(posts) >= CUTS, "nothing was written when the plug was pulled"
    tell(f"{CUTS} power cuts, {len(posts)} posts acknowledged in {waited:.0f} s, all of them there")


def stored(card, folder):
    """The ids of all posts in the database on the card, which must be whole."""
    for name in (DATABASE, f"{DATABASE}-wal"):
        (folder / name).unlink(missing_ok=True)
        card.data_file(f"nichoir/{name}", folder / name)
    with closing(sqlite3.connect(folder / DATABASE)) as database:
        assert database.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
        return {str(row[0]) for row in database.execute("SELECT id FROM statuses")}
