"""Lines on which a box cannot simply be reached: what it says, what it does not do, and what helps."""

import time

from house.lab import ONLY_V4, ONLY_V6, SHARED, SHARED_WAN, WAN, lan_address, lan_address_v6
from house.name_server import ZONE
from house.visit import OWNER, Visit
from peers.waiting import eventually


def test_a_router_that_opens_nothing_is_told_and_only_rehearsed(build, tell):
    lab = build(line=ONLY_V4, wishes=False)
    home, visit = _claimed_by_hand(lab)
    finding = eventually("the owner is told to open the port", lambda: home.finds("port443-by-hand"), within=30)
    eventually("a rehearsal failed", lambda: lab.staging.refusals(), within=30)
    # The next rehearsals come after 1, 2, 5 … minutes; half a minute shows the first of them if it came early.
    time.sleep(20)
    page = visit.checklist()
    tell(f"{lab.staging.orders()} rehearsed, {lab.main.orders()} real orders; the page: {finding['action']}")
    assert lan_address(10) in finding["action"]
    assert page.says(finding["sentence"]) and page.says(finding["action"]), page.plain()
    assert lab.main.orders() == 0
    assert lab.staging.orders() <= 5

    lab.router.forward(443, lan_address(10), WAN)
    began = time.monotonic()
    visit.try_now()
    eventually("somebody outside trusts the page", lab.trusts, within=30)
    tell(f"trusted {time.monotonic() - began:.1f} s after the owner opened the port and pressed “Try now”")


def test_a_shared_address_is_told_by_its_name(build, tell):
    lab = build(line=SHARED)
    home, visit = _claimed_by_hand(lab)
    finding = eventually("the kind of line is known", lambda: home.finds("port443-shared"), within=30)
    line = home.finding("ipv4")
    tell(f"{line['sentence']} {finding['sentence']} {finding['action']}")
    assert line["code"] in ("ipv4-shared", "ipv4-shared-nothing")
    assert SHARED_WAN in line["sentence"] or line["code"] == "ipv4-shared-nothing"
    assert "relay" in finding["action"]
    page = visit.checklist()
    assert page.says(finding["sentence"]), page.plain()
    assert lab.main.orders() == 0


def test_a_line_without_ipv4_is_enough(build, tell):
    lab = build(line=ONLY_V6)
    home, phone = lab.home(), lab.phone()
    visit = Visit(phone, home)
    home.start()
    visit.find()
    visit.show_code()
    visit.choose_name()
    began = time.monotonic()
    visit.choose_provider(visit.choose_domain())
    eventually("somebody outside trusts the page", lab.trusts, within=30)
    took = time.monotonic() - began
    assert lab.name_server.addresses() == [lan_address_v6(10)]
    finding = eventually("the line was proved", lambda: home.finds("port443-ipv6-only"))
    tell(f"trusted {took:.1f} s after the name was set; {finding['sentence']}")
    assert took <= 10
    assert home.finding("ipv4")["mood"] != "bad"


def test_whether_a_router_turns_back_what_comes_from_inside_is_no_alarm_and_used_where_it_does(build, tell):
    lab = build(line=ONLY_V4)
    home, visit = _claimed_by_hand(lab)
    eventually("somebody outside trusts the page", lab.trusts, within=30)
    finding = eventually("the line was proved", lambda: home.finds("port443-no-hairpin"))
    tell(f"without: {finding['sentence']} {finding['action']}")
    assert not visit.browser.get(f"https://{ZONE}/health", within=2).status, "the lab's router has hairpin"
    moods = {found["topic"]: found["mood"] for found in home.check()["findings"]}
    assert "bad" not in moods.values(), moods

    home.stop()
    lab.router.hairpin(443, lan_address(10), WAN)
    home.start()
    eventually("somebody outside trusts the page again", lab.trusts)
    finding = eventually("the box knows that it can be reached from inside", lambda: home.finds("port443-good"))
    page = visit.move_in()
    tell(f"with: {finding['sentence']} The owner moved in from the house by {page.url}")
    assert page.says(f"@{OWNER}@{ZONE}"), page.plain()


def test_who_holds_the_port_in_the_house_is_named(build, tell):
    lab = build(line=ONLY_V4)
    other = lab.machine("computer", 30)
    other.run("upnpc", "-e", "a game", "-a", lan_address(30), "443", "443", "tcp", "600")
    home, visit = _claimed_by_hand(lab)
    finding = eventually("the other machine is named", lambda: home.finds("port443-taken"), within=30)
    tell(f"{finding['sentence']} {finding['action']}")
    assert lan_address(30) in finding["sentence"]
    assert visit.checklist().says(finding["sentence"])
    assert lab.router.mappings() & {("443", lan_address(30))}, "the other machine keeps its port"

    other.run("upnpc", "-d", "443", "tcp")
    began = time.monotonic()
    eventually("the box has the port", lambda: ("443", lan_address(10)) in lab.router.mappings(), within=90)
    tell(f"the box took the port {time.monotonic() - began:.1f} s after it was free")


def _claimed_by_hand(lab):
    """A box whose owner sets the records of the name: they lead to the router."""
    home, phone = lab.home(), lab.phone()
    lab.name_server.point(ZONE, WAN)
    visit = Visit(phone, home)
    home.start()
    visit.find()
    visit.show_code()
    visit.choose_name()
    page = visit.choose_domain(way="manual")
    assert "/setup/check" in page.url, page.plain()
    return home, visit
