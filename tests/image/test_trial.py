"""A root on trial is watched by what is left of the first program, which restarts the board when its time is over."""

import shutil
import subprocess
import time
from pathlib import Path

import pytest

TRIAL = Path(__file__).parents[2] / "image/early/trial"
# The shell of the card; others know no deadlines.
SHELL = next((path for path in ("/usr/bin/busybox", "/bin/busybox") if Path(path).exists()), None) or shutil.which("bash")


class Watch:
    """The watch over a folder that stands for /run/nichoir; the kernel's file is one of ours."""

    def __init__(self, folder, seconds):
        self.trial = folder / "trial"
        self.trial.touch()
        self.trigger = folder / "trigger"
        script = f'. "{TRIAL}"; cd "{folder}"; mkfifo never; keep_watch {seconds} 3<> never 4> trigger'
        words = [SHELL, "sh"] if SHELL.endswith("busybox") else [SHELL]
        # pylint: disable-next=consider-using-with
        self.process = subprocess.Popen([*words, "-c", script])

    def ends(self, within):
        """Whether it ends in time, and what it told the kernel."""
        try:
            self.process.wait(within)
        except subprocess.TimeoutExpired:
            return False, ""
        return True, "".join(self.trigger.read_text().split())

    def stop(self):
        """For a test that has seen enough."""
        self.process.kill()
        self.process.wait()


@pytest.fixture
def watch(tmp_path):
    """Starts a watch."""
    started = []

    def start(seconds):
        started.append(Watch(tmp_path, seconds))
        return started[-1]

    yield start
    for one in started:
        one.stop()


def test_the_board_is_restarted_when_the_time_is_over_and_not_before(watch):
    began = time.monotonic()
    ended, told = watch(2).ends(20)
    assert ended and told == "sb", "what waits is written first"
    assert time.monotonic() - began >= 2


def test_a_root_that_was_kept_is_left_alone(watch):
    one = watch(30)
    time.sleep(1)
    one.trial.unlink()
    assert one.ends(10) == (True, "")
