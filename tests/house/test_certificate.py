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

BRIEF = {"brief": {"description": "12 seconds", "validityPeriod": 12},
         "longer": {"description": "24 seconds", "validityPeriod": 24}}
HOUR = 3600


def _settle(lab, clock=None, **options):
    """A box made by a script, started; its name leads to the router already."""
    home = lab.home(**options)
    home.environment.update(clock.environment if clock else {})
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
    clock = Clock(lab.folder / "clock-of-home")
    home = _settle(lab, clock)
    eventually("the first certificate is there", lab.trusts, within=30)
    first = lab.certificate()
    # As DER it has one more octet then, which is part of its name (RFC 9773 §4.1). One in 256 is like that.
    if first.serial.bit_length() % 8 == 0:
        pytest.skip(f"pebble does not find {first.serial:x} again, whose highest bit is set")
    lab.main.revoke(first.pem, home.key_of_certificate())
    # It is asked every six hours, and a certificate of less than a day is left alone.
    home.stop()
    clock.be_off_by(25 * HOUR)
    began = time.monotonic()
    home.start()
    eventually("there is another certificate", lambda: lab.certificate().serial != first.serial, within=30)
    tell(f"renewed {time.monotonic() - began:.1f} s after the next start; orders that said what they "
         f"replace: {lab.main.replacements()}")
    assert lab.main.replacements() == 1
    assert lab.main.orders() == 2


def test_certificates_of_any_lifetime_are_renewed_in_time_when_renewal_information_fails(gated, tell):
    # An order that names neither profile gets one at random.
    lab, gate = gated(line=ONLY_V4, profiles=BRIEF)
    gate.refuse(RENEWAL, 503, b"busy")
    _settle(lab, directory=gate.directory)
    eventually("the first certificate is there", lab.trusts, within=30)
    for _ in range(2):
        before = lab.certificate()
        eventually("it is renewed", lambda before=before: lab.certificate().serial != before.serial,
                   within=before.seconds)
        used = (lab.certificate().not_before - before.not_before).total_seconds()
        tell(f"a certificate for {before.seconds} s was renewed after {used:.0f} s ({used / before.seconds:.0%})")
        # When a third is left; an order takes a second or two.
        assert before.seconds * 0.6 <= used < before.seconds
    assert gate.times(RENEWAL), "renewal information was never asked for"
    assert lab.trusts()


def test_a_failure_at_the_authority_and_ten_crashes_cost_five_orders_an_hour(build, tell):
    lab = build(line=ONLY_V4, blind=True)
    clock = Clock(lab.folder / "clock-of-home")
    home = _settle(lab, clock)
    eventually("a real order failed", lambda: lab.main.refusals(), within=30)
    for crash in range(1, 11):
        home.pull_the_plug()
        # Ten crashes in just under an hour of its time.
        clock.be_off_by(crash * HOUR // 11)
        home.start()
        _let_it_order(lab)
    finding = home.finding("certificate")
    tell(f"in an hour {lab.main.orders()} real orders, {lab.staging.orders()} rehearsals; {finding['sentence']}")
    # One would mean that it gave up, which is no proof of a limit.
    assert 2 <= lab.main.orders() <= 5
    # A rehearsal may take two: the first shows that the authority remembers us, and has it forget.
    assert lab.staging.orders() <= 10


def _let_it_order(lab):
    """Until it has left both authorities alone for two seconds."""
    calls, since = -1, time.monotonic()
    while time.monotonic() - since < 2:
        now = lab.main.calls() + lab.staging.calls()
        if now != calls:
            calls, since = now, time.monotonic()
        time.sleep(0.1)


def test_an_authority_that_wants_a_pause_gets_it(gated, tell):
    lab, gate = gated(line=ONLY_V4)
    problem = {"type": "urn:ietf:params:acme:error:rateLimited", "detail": "too many orders lately", "status": 429}
    gate.refuse(NEW_ORDER, 429, json.dumps(problem).encode(),
                {"Retry-After": str(HOUR), "Content-Type": "application/problem+json"})
    clock = Clock(lab.folder / "clock-of-home")
    home = _settle(lab, clock, directory=gate.directory)
    eventually("it was told to wait", lambda: gate.times(NEW_ORDER), within=30)
    finding = eventually("the owner knows", lambda: home.finds("certificate-limited"))
    tell(finding["sentence"])
    gate.allow(NEW_ORDER)
    # By itself it would wait a minute after a first failure.
    for minutes, orders in ((2, 1), (58, 1), (61, 2)):
        home.stop()
        clock.be_off_by(minutes * 60)
        home.start()
        _let_it_order(lab)
        tell(f"{len(gate.times(NEW_ORDER))} orders after {minutes} minutes")
        assert len(gate.times(NEW_ORDER)) == orders
    eventually("somebody outside trusts the page", lab.trusts)


@pytest.mark.parametrize("bad_day", ["garbage", "503"])
def test_an_authority_that_is_out_of_order_is_told_and_left_alone(gated, tell, bad_day):
    lab, gate = gated(line=ONLY_V4)
    status, body = (200, b"<h1>Under construction</h1>") if bad_day == "garbage" else (503, b"")
    gate.refuse(DIRECTORY, status, body)
    home = _settle(lab, directory=gate.directory)
    finding = eventually("the owner knows", lambda: home.finds("certificate-down"), within=30)
    time.sleep(5)
    tell(f"asked {len(gate.times(DIRECTORY))} times; {finding['sentence']}")
    assert len(gate.times(DIRECTORY)) <= 5
    assert not re.search("panicked", home.log())
    assert lab.main.orders() == 0
