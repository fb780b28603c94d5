"""Found by name on the home network, among whatever else is there."""

import sys
import time

import pytest

from house import squatter as squatters
from house.avahi import Avahi
from house.clock import Clock
from house.lab import lan_address, lan_address_v6
from peers.waiting import eventually

HTTP = "_http._tcp"


@pytest.fixture(scope="module")
def lab(build):
    """A house whose router takes no wishes: nothing here needs it."""
    return build(wishes=False)


@pytest.fixture(scope="module")
def phone(lab):
    """The owner's phone, in the house all the time."""
    return lab.phone()


@pytest.fixture
def home(lab, phone):
    """An unclaimed box; the phone has heard of none before, and afterwards only it is left in the house."""
    phone.forget()
    yield lab.home()
    lab.clear_the_house("phone")


def test_a_box_is_found_soon_after_it_was_switched_on(home, phone, tell):
    began = time.monotonic()
    home.start()
    addresses = eventually("the phone finds nichoir.local", lambda: phone.avahi.addresses("nichoir.local"), within=10)
    took = time.monotonic() - began
    services = phone.avahi.services(HTTP)
    tell(f"found {took:.2f} s after its start, at {', '.join(addresses)}; start of the program included")
    assert took < 3, "the aim is 1.5 s after the start of a release build"
    assert lan_address(10) in addresses
    assert {service.port for service in services} == {80}
    assert any("claimed=0" in service.txt for service in services), services


def test_two_boxes_of_one_name_are_both_found(lab, home, phone, tell):
    home.start()
    eventually("the first has the name", lambda: phone.avahi.addresses("nichoir.local"))
    began = time.monotonic()
    second = lab.home("home2", 11)
    second.start()
    eventually("the second has the next name", lambda: phone.avahi.addresses("nichoir-2.local"))
    tell(f"the second box is nichoir-2.local {time.monotonic() - began:.2f} s after its start")
    assert lan_address(10) in phone.avahi.addresses("nichoir.local")
    assert lan_address(11) in phone.avahi.addresses("nichoir-2.local")
    for name, number in (("nichoir.local", 10), ("nichoir-2.local", 11)):
        phone.browser.know(name, lan_address(number))
        page = phone.browser.get(f"http://{name}/")
        assert page.says(name), f"{name} does not tell its name: {page.plain()[:500]}"
    assert len({service.name for service in phone.avahi.services(HTTP)}) == 2


def test_two_boxes_that_wake_up_together_both_get_a_name(lab, home, phone, tell):
    second = lab.home("home2", 11)
    for box in (home, second):
        # As after a power cut, neither waits for the other.
        box.start(wait=False)
    eventually("somebody is nichoir-2.local", lambda: phone.avahi.addresses("nichoir-2.local"))
    # What each said before it gave way must not linger.
    phone.forget()
    found = [eventually(f"{name} is found", lambda name=name: phone.avahi.addresses(name))
             for name in ("nichoir.local", "nichoir-2.local")]
    tell(f"nichoir.local is {found[0][0]}, nichoir-2.local is {found[1][0]}")
    assert {addresses[0] for addresses in found} == {lan_address(10), lan_address(11)}


@pytest.mark.parametrize("name", ["laptop", "nichoir"])
def test_the_machine_s_own_avahi_keeps_its_name(home, phone, tell, name):
    home.space.be_called(name)
    avahi = Avahi(home.space, host=name)
    avahi.start()
    eventually("the phone sees the machine", lambda: phone.avahi.addresses(f"{name}.local"))
    home.start()
    ours = "nichoir-box.local" if name == "nichoir" else "nichoir.local"
    eventually(f"the box is {ours}", lambda: phone.avahi.addresses(ours))
    # Whoever has to give way does so within the three probes of RFC 6762 §8.1 and a second.
    time.sleep(2)
    assert avahi.own_host() == f"{name}.local"
    assert lan_address(10) in phone.avahi.addresses(f"{name}.local")
    assert lan_address(10) in phone.avahi.addresses(ours)
    tell(f"avahi is still {name}.local, the box is {ours}")


def test_addresses_of_containers_are_not_announced(home, phone, tell):
    home.space.links("""
        link add docker0 type bridge
        address add 172.17.0.1/16 dev docker0
        link add vethd0 type veth peer name vethd1
        link set vethd0 master docker0
        link set vethd0 up
        link set vethd1 up
        link set docker0 up
        """)
    home.start()
    eventually("the phone finds the box", lambda: phone.avahi.addresses("nichoir.local"))
    found = {service.address for service in phone.avahi.services(HTTP)} | set(phone.avahi.addresses("nichoir.local"))
    tell(f"announced: {', '.join(sorted(found))}")
    assert found <= {lan_address(10), lan_address_v6(10)} | {one for one in found if one.startswith("fe80:")}


def test_a_clock_that_steps_back_does_not_silence_the_box(lab, home, phone, tell):
    clock = Clock(lab.folder / "clock-of-home")
    home.environment.update(clock.environment)
    home.start()
    eventually("the phone finds the box", lambda: phone.avahi.addresses("nichoir.local"))
    clock.be_off_by(-400 * 86_400)
    phone.forget()
    began = time.monotonic()
    eventually("the phone finds the box again", lambda: phone.avahi.addresses("nichoir.local"), within=10)
    tell(f"a fresh phone finds it {time.monotonic() - began:.2f} s after the clock went back 400 days")
    # And it still speaks by itself: a changed address is announced without a question.
    home.space.links("address add 192.168.77.99/24 dev eth0")
    eventually("the new address is announced",
               lambda: "192.168.77.99" in {service.address for service in phone.avahi.services(HTTP)}
               or "192.168.77.99" in phone.avahi.addresses("nichoir.local"), within=30)
    tell("a new address was announced")


def test_whoever_has_every_name_costs_little_and_does_not_hide_the_box_for_ever(lab, home, phone, tell):
    thief = lab.machine("thief", 30)
    squatter = thief.program("squatter", [sys.executable, squatters.__file__, lan_address(30)],
                             ready=lambda: f":{squatters.PORT} " in thief.run("ss", "--no-header", "-lun"))
    squatter.start()
    home.start()
    time.sleep(8)
    used = home.cpu_seconds()
    page = phone.browser.get(f"http://{lan_address(10)}/")
    assert page.status == 200, "by its address it is there all the time"
    squatter.stop()
    began = time.monotonic()
    found = eventually("the box is found again", lambda: phone.avahi.services(HTTP), within=30)
    tell(f"{used:.2f} s of processor time in 8 s; "
         f"{found[0].host} {time.monotonic() - began:.1f} s after the other left")
    assert "another machine has our name" in home.log()
    assert used < 2
    assert lan_address(10) in {service.address for service in found}


def test_another_node_in_the_house_is_listed(lab, home, tell):
    other = lab.home("home2", 11)
    other.setup(name="bob", domain="bob.nest.test")
    other.start()
    home.start()
    listed = eventually("the neighbour is listed", lambda: home.command("neighbours", "--json").strip("[]\n "))
    tell(f"nichoir neighbours: {listed[:120]}")
    assert "bob.nest.test" in listed and lan_address(11) in listed
