"""Certificates come, are renewed in time, and no authority is ever asked too often."""

import json
import re
import time

import pytest

from house.clock import Clock
from house.gate import DIRECTORY, NEW_ORDER, RENEWAL, Gate
from house.lab import ONLY_V4, WAN
from house.name_server import ZONE
from peers.waiting import eventually

BRIEF = {"brief": {"description": "20 seconds", "validityPeriod": 20},
         "longer": {"description": "40 seconds", "validityPeriod": 40}}


def _settle(lab, **options):
    """A box made by a script, started; its name leads to the router already."""
    home = lab.home(**options)
    home.setup()
    lab.name_server.point(ZONE, WAN)
    home.start()
    return home


@pytest.fixture
def gated(build):
    """A function that builds a lab whose main authority is behind a gate: `gated(profiles=…)`."""
    gates = []

    def gated(**options):
        lab = build(**options)
        gate = Gate(lab.network, lab.main, 14020)
        gate.start()
        gates.append(gate)
        return lab, gate

    yield gated
    for gate in gates:
        gate.stop()


def test_a_revoked_certificate_is_replaced_when_the_authority_says_so(build, tell):
    lab = build(line=ONLY_V4)
    if not lab.main.offers("renewalInfo"):
        pytest.skip("this release's pebble knows no renewal information (ARI)")
    home = _settle(lab)
    eventually("the first certificate is there", lab.trusts, within=30)
    first = lab.certificate()
    lab.main.wish_renewal(first.pem, first.not_before)
    # It is asked every six hours, and a certificate of less than a day is left alone.
    home.stop()
    clock = Clock(lab.folder / "clock-of-home")
    clock.be_off_by(25 * 3600)
    home.environment.update(clock.environment)
    began = time.monotonic()
    home.start()
    eventually("there is another certificate", lambda: lab.certificate().serial != first.serial, within=30)
    tell(f"renewed {time.monotonic() - began:.1f} s after the next start; orders that said what they "
         f"replace: {lab.main.replacements()}")
    assert lab.main.replacements() == 1
    assert lab.main.orders() == 2


def test_a_certificate_is_renewed_by_its_own_lifetime_when_renewal_information_fails(gated, tell):
    lab, gate = gated(line=ONLY_V4, profiles=BRIEF)
    gate.refuse(RENEWAL, 503, b"busy")
    _settle(lab, directory=gate.directory)
    eventually("the first certificate is there", lab.trusts, within=30)
    seen = []
    for _ in range(2):
        before = lab.certificate()
        seen.append(before.seconds)
        eventually("it is renewed", lambda before=before: lab.certificate().serial != before.serial,
                   within=before.seconds)
        used = (lab.certificate().not_before - before.not_before).total_seconds()
        tell(f"a certificate for {before.seconds} s was renewed after {used:.0f} s ({used / before.seconds:.0%})")
        assert 0.55 <= used / before.seconds <= 0.9
    assert gate.times(RENEWAL), "renewal information was never asked for"
    assert lab.trusts()


def test_a_failure_at_the_authority_and_ten_restarts_cost_five_orders_at_most(build, tell):
    lab = build(line=ONLY_V4, blind=True)
    home = _settle(lab)
    eventually("a real order failed", lambda: lab.main.refusals(), within=30)
    for _ in range(10):
        home.pull_the_plug()
        home.start()
        time.sleep(1)
    time.sleep(3)
    finding = home.finding("certificate")
    tell(f"{lab.main.orders()} real orders, {lab.staging.orders()} rehearsals; {finding['sentence']}")
    assert 1 <= lab.main.orders() <= 5
    assert lab.staging.orders() <= 5


def test_an_authority_that_wants_a_pause_gets_it(gated, tell):
    lab, gate = gated(line=ONLY_V4)
    # Longer than the box would wait by itself after a first failure.
    pause = 75
    problem = {"type": "urn:ietf:params:acme:error:rateLimited", "detail": "too many orders lately", "status": 429}
    gate.refuse(NEW_ORDER, 429, json.dumps(problem).encode(),
                {"Retry-After": str(pause), "Content-Type": "application/problem+json"})
    home = _settle(lab, directory=gate.directory)
    eventually("it was told to wait", lambda: gate.times(NEW_ORDER), within=30)
    told = gate.times(NEW_ORDER)[0]
    finding = eventually("the owner knows", lambda: home.finds("certificate-limited"))
    gate.allow(NEW_ORDER)
    eventually("somebody outside trusts the page", lab.trusts, within=pause + 30)
    later = [at - told for at in gate.times(NEW_ORDER)]
    tell(f"orders at {', '.join(f'{seconds:.0f} s' for seconds in later)}; {finding['sentence']}")
    assert all(seconds >= pause for seconds in later[1:])


@pytest.mark.parametrize("bad_day", ["garbage", "503"])
def test_an_authority_that_is_out_of_order_is_told_and_left_alone(gated, tell, bad_day):
    lab, gate = gated(line=ONLY_V4)
    status, body = (200, b"<h1>Under construction</h1>") if bad_day == "garbage" else (503, b"")
    gate.refuse(DIRECTORY, status, body)
    home = _settle(lab, directory=gate.directory)
    finding = eventually("the owner knows", lambda: home.finds("certificate-down"), within=30)
    time.sleep(10)
    tell(f"asked {len(gate.times(DIRECTORY))} times; {finding['sentence']}")
    assert len(gate.times(DIRECTORY)) <= 5
    assert not re.search("panicked", home.log())
    assert lab.main.orders() == 0
