"""A box whose clock has no battery wakes up in 2020."""

import time
from datetime import UTC, datetime

import pytest

from house.clock import Clock
from house.name_server import ZONE
from house.others import Others
from house.visit import Visit
from peers.waiting import eventually

IN_2020 = int((datetime(2020, 1, 1, tzinfo=UTC) - datetime.now(UTC)).total_seconds())


@pytest.fixture
def sleeper(build):
    """A lab, a box in it that wakes up in 2020, and the clock of that box; not started."""
    lab = build()
    home = lab.home(synchronized=False)
    clock = Clock(lab.folder / "clock-of-home")
    clock.be_off_by(IN_2020)
    home.environment.update(clock.environment)
    return lab, home, clock


def test_a_wrong_clock_is_told_asks_nobody_and_heals_when_it_is_set(sleeper, tell):
    lab, home, clock = sleeper
    home.start()
    visit = Visit(lab.phone(), home)
    visit.claim()
    # What is signed for the name server is dated.
    eventually("the name waits", lambda: visit.checklist().says(f"{ZONE} waits for the right time"))
    finding = eventually("the box says what it waits for",
                         lambda: home.finds("clock-behind") or home.finds("clock-waiting"))
    page = visit.checklist()
    assert page.says(finding["sentence"]), page.plain()
    time.sleep(8)
    calls = lab.main.calls() + lab.staging.calls()
    tell(f"{calls} calls of an authority in 8 s; the page: {finding['sentence']} "
         f"{home.finding('certificate').get('sentence', '')}")
    assert calls == 0
    assert not lab.trusts()
    began = time.monotonic()
    clock.be_right()
    home.synchronize()
    eventually("the box is content with its clock", lambda: home.finding("clock")["mood"] == "good", within=60)
    healed = time.monotonic() - began
    eventually("somebody outside trusts the page", lab.trusts, within=30)
    tell(f"content {healed:.1f} s after the system set its clock, trusted after {time.monotonic() - began:.1f} s")


def test_a_wrong_clock_is_corrected_by_what_others_say(sleeper, network, tell):
    lab, home, clock = sleeper
    # It was set up in good time, and the battery that it does not have went flat.
    clock.be_right()
    home.setup()
    home.lead_the_name_by_itself()
    clock.be_off_by(IN_2020)
    home.start()
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
