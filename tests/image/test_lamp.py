"""The lamp of the board becomes the server's, and nothing else of it."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2] / "board/common/root"
SHELLS = [shell for shell in (["dash"], ["busybox", "sh"]) if shutil.which(shell[0])]
NOTE = """#!/bin/sh
echo "$(basename "$0") $*" >> ../said
"""


@pytest.mark.parametrize("shell", SHELLS, ids=lambda shell: shell[0])
def test_two_files_are_given_away_once_the_kernel_blinks(shell, tmp_path):
    lamp, programs = tmp_path / "lamp", tmp_path / "bin"
    lamp.mkdir()
    programs.mkdir()
    for name in ("modprobe", "chgrp", "chmod"):
        (programs / name).write_text(NOTE)
        (programs / name).chmod(0o755)
    subprocess.run([*shell, ROOT / "usr/lib/nichoir/lamp", lamp], env={"PATH": f"{programs}:/usr/bin:/bin"},
                   check=True)
    assert (lamp / "trigger").read_text() == "timer\n"
    assert (tmp_path / "said").read_text().splitlines() == [
        "modprobe ledtrig-timer", "chgrp nichoir delay_on delay_off", "chmod g+w delay_on delay_off"]


def test_the_rule_knows_the_lamps_that_the_server_looks_for():
    rule = (ROOT / "usr/lib/udev/rules.d/60-nichoir-lamp.rules").read_text()
    looked_for = (ROOT.parents[2] / "src/appliance/care/led.rs").read_text()
    names = re.search(r'BOARDS: &\[&str\] = &\[(.*)\]', looked_for).group(1)
    assert re.search(r'KERNEL=="([^"]*)"', rule).group(1).split("|") == re.findall(r'"(\w+)"', names)


def test_what_makes_the_lamp_blink_is_on_the_card():
    modules = (ROOT.parent / "modules").read_text().splitlines()
    assert {"leds-gpio", "ledtrig-timer"} <= set(modules)
