"""The lab itself, looked at with plain tools: what the stories rest upon."""

import time

import requests

from house.lab import LAN_ROUTER, ONLY_V6, SHARED, WAN, lan_address, lan_address_v6
from house.name_server import ZONE


def test_a_house_on_an_open_line_is_built_quickly_and_works(build, tell):
    began = time.monotonic()
    lab = build()
    phone = lab.phone()
    machine = lab.machine("computer", 30)
    tell(f"built in {time.monotonic() - began:.1f} s")
    assert machine.run("upnpc", "-s").count(WAN) >= 1
    machine.run("natpmpc", "-g", LAN_ROUTER, "-a", "443", "443", "tcp", "600")
    assert lab.router.mappings() == {("443", lan_address(30))}
    lab.name_server.point(ZONE, WAN)
    assert lab.name_server.addresses() == [WAN]
    assert phone.browser.get(lab.main.directory).status == 200
    assert phone.avahi.own_host() == "phone.local"


def test_a_shared_address_is_no_address_of_the_house(build):
    lab = build(line=SHARED)
    machine = lab.machine("computer", 30)
    assert "100.64.0.2" not in machine.run("upnpc", "-s", check=False).split("ExternalIPAddress")[-1]
    answer = machine.run("natpmpc", "-g", LAN_ROUTER, check=False)
    assert "Public IP address : 192" not in answer
    page = lab.phone().browser.get(lab.main.directory)
    assert page.status == 200, page


def test_a_house_without_ipv4_reaches_the_internet_by_ipv6(build):
    lab = build(line=ONLY_V6)
    phone = lab.phone()
    page = phone.browser.get(lab.main.directory)
    assert page.status == 200, page
    assert phone.browser.get("http://192.0.1.1:14000/").status == 0


def test_a_router_forgets_moves_and_forwards(build, tell):
    lab = build()
    machine = lab.machine("computer", 30)
    page = machine.program("page", ["python3", "-m", "http.server", "443", "--bind", "::"],
                           ready=lambda: machine.listens(443))
    page.start()
    phone = lab.phone()
    machine.run("upnpc", "-a", lan_address(30), "443", "443", "tcp", "600")
    assert _answers(f"http://{WAN}:443/")
    assert not phone.browser.get(f"http://{WAN}:443/", within=1).status
    lab.router.hairpin(443, lan_address(30), WAN)
    machine.run("upnpc", "-a", lan_address(30), "443", "443", "tcp", "600")
    assert phone.browser.get(f"http://{WAN}:443/").status == 200
    began = time.monotonic()
    lab.router.reboot()
    tell(f"the router rebooted in {time.monotonic() - began:.1f} s")
    assert lab.router.mappings() == set()
    assert not _answers(f"http://{WAN}:443/")
    lab.router.move(WAN, "192.0.1.3")
    lab.router.forward(443, lan_address(30), "192.0.1.3")
    assert _answers("http://192.0.1.3:443/")
    assert _answers(f"http://[{lan_address_v6(30)}]:443/") is False
    page.stop()


def _answers(url):
    """Whether somebody on the internet gets an answer there."""
    try:
        return requests.get(url, timeout=1).status_code == 200
    except requests.ConnectionError:
        return False
