"""What the card keeps of its log: little, bounded, and only when there is something new."""

import contextlib
import os
import shutil
import signal
import subprocess
import time
from pathlib import Path

import pytest

LOG = Path(__file__).parents[2] / "board/common/root/usr/lib/nichoir/log"
SHELLS = [shell for shell in (["dash"], ["busybox", "sh"]) if shutil.which(shell[0])]
LONGEST = 128 * 1024
AT_ONCE = 32 * 1024
# What is new stands in a file; whoever reads it once does not read it again.
JOURNALCTL = """#!/bin/sh
cat "$SAID" 2> /dev/null
rm -f "$SAID"
: > "$RUNTIME_DIRECTORY/cursor"
"""
# Waits until the story says that the time is over.
SLEEP = """#!/bin/sh
while [ ! -e "$TIME_IS_OVER" ]; do /bin/sleep 0.02; done
rm "$TIME_IS_OVER"
"""


class Keeper:
    """The program on folders of its own, with a journal and a time that the story makes."""

    def __init__(self, folder, shell):
        self.kept = folder / "kept"
        self._said = folder / "said"
        self._over = folder / "over"
        run, programs = folder / "run", folder / "bin"
        for made in (self.kept, run, programs):
            made.mkdir()
        for name, text in (("journalctl", JOURNALCTL), ("sleep", SLEEP)):
            (programs / name).write_text(text)
            (programs / name).chmod(0o755)
        environment = {"PATH": f"{programs}:{os.environ['PATH']}", "RUNTIME_DIRECTORY": str(run),
                       "SAID": str(self._said), "TIME_IS_OVER": str(self._over)}
        self._process = subprocess.Popen([*shell, LOG, self.kept], env=environment, start_new_session=True)

    def say(self, text):
        """The journal has this to tell."""
        self._said.with_suffix(".new").write_text(text)
        self._said.with_suffix(".new").rename(self._said)

    def pass_time(self):
        """The pause is over, and whatever there was to keep is kept."""
        self._over.touch()
        self._wait(lambda: not self._over.exists() and not self._said.exists())
        time.sleep(0.2)

    def stop(self):
        """As the service manager does it."""
        self._process.send_signal(signal.SIGTERM)
        self._over.touch()
        return self._process.wait(timeout=10)

    def kill(self):
        """For the end of a story, however it went: with the pause, which would wait for ever."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()

    def read(self, name="warnings"):
        """What is kept."""
        path = self.kept / name
        return path.read_text() if path.exists() else ""

    @staticmethod
    def _wait(happens):
        end = time.monotonic() + 10
        while not happens():
            assert time.monotonic() < end, "it never happened"
            time.sleep(0.02)


@pytest.fixture(params=SHELLS, ids=lambda shell: shell[0])
def keeper(request, tmp_path):
    """Running, and waiting for the first time."""
    keeper = Keeper(tmp_path, request.param)
    yield keeper
    keeper.kill()


def test_what_is_new_is_kept_once(keeper):
    keeper.say("the card is slow\n")
    keeper.pass_time()
    assert keeper.read().splitlines() == ["-- a start, from root  --", "the card is slow"]
    keeper.say("the power is weak\n")
    keeper.pass_time()
    assert keeper.read().splitlines()[1:] == ["the card is slow", "the power is weak"]


def test_nothing_is_written_while_there_is_nothing_new(keeper):
    keeper.pass_time()
    assert not list(keeper.kept.iterdir())
    keeper.say("the card is slow\n")
    keeper.pass_time()
    before = (keeper.kept / "warnings").stat().st_mtime_ns
    keeper.pass_time()
    assert (keeper.kept / "warnings").stat().st_mtime_ns == before


def test_the_end_is_kept_without_waiting_for_the_time(keeper):
    time.sleep(0.2)
    keeper.say("the last thing\n")
    assert keeper.stop() == 0
    assert keeper.read().endswith("the last thing\n")


def test_a_flood_does_not_fill_the_card(keeper):
    for number in range(12):
        keeper.say(f"{number:04} error\n" * 10_000)
        keeper.pass_time()
    sizes = {path.name: path.stat().st_size for path in keeper.kept.iterdir()}
    assert set(sizes) == {"warnings", "warnings.old"}
    assert max(sizes.values()) < LONGEST + AT_ONCE + 100
    assert "-- and more --" in keeper.read()
    assert "0011 error" in keeper.read() and "0000 error" not in keeper.read("warnings.old")
