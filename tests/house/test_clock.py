"""A box whose clock has no battery wakes up in 2020."""

import time
from datetime import UTC, datetime

import pytest

from house.clock import Clock
from house.others import Others
from peers.waiting import eventually

IN_2020 = int((datetime(2020, 1, 1, tzinfo=UTC) - datetime.now(UTC)).total_seconds())


@pytest.fixture
def sleeper(build, network):
    """A lab, and a box in it that was set up in good time and wakes up in 2020; and the clock of that box."""
    lab = build()
    home = lab.home(synchronized=False)
    home.setup()
    home.lead_the_name_by_itself()
    clock = Clock(lab.folder / "clock-of-home")
    clock.be_off_by(IN_2020)
    home.environment.update(clock.environment)
    home.start()
    return lab, home, clock


def test_a_wrong_clock_is_told_asks_nobody_and_heals_when_it_is_set(sleeper, tell):
    lab, home, clock = sleeper
    finding = eventually("the box says what it waits for",
                         lambda: next((home.finds(f"clock-{code}") for code in ("behind", "waiting")
                                       if home.finds(f"clock-{code}")), None))
    time.sleep(10)
    calls = lab.main.calls() + lab.staging.calls()
    tell(f"{calls} calls of an authority in 10 s; {finding['sentence']}")
    assert calls == 0
    assert not lab.trusts()
    began = time.monotonic()
    clock.be_right()
    home.synchronize()
    eventually("somebody outside trusts the page", lab.trusts, within=60)
    tell(f"trusted {time.monotonic() - began:.1f} s after the system set its clock")
    eventually("the box is content with its clock", lambda: home.finding("clock")["mood"] == "good")


def test_a_wrong_clock_is_corrected_by_what_others_say(sleeper, network, tell):
    lab, home, _ = sleeper
    time.sleep(3)
    assert lab.main.calls() + lab.staging.calls() == 0
    others = Others(network)
    others.start()
    began = time.monotonic()
    try:
        eventually("somebody outside trusts the page", lab.trusts, within=90)
        finding = eventually("the box says so", lambda: home.finds("clock-corrected"))
    finally:
        others.stop()
    tell(f"trusted {time.monotonic() - began:.1f} s after three servers told the date; {finding['sentence']}")
