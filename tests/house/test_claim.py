"""Only who holds the box can have it, once."""

import re

import pytest

from house.lab import WAN, lan_address
from house.name_server import ZONE
from house.visit import OWNER, Visit
from peers.waiting import eventually

# Correct in form, and wrong but once in 31⁸.
WRONG = "2222-2222"


@pytest.fixture(scope="module")
def lab(build):
    """A house on an open line."""
    return build()


@pytest.fixture(scope="module")
def phone(lab):
    """The owner's phone."""
    return lab.phone()


@pytest.fixture
def home(lab, phone):
    """An unclaimed box, started; afterwards only the phone is left in the house."""
    phone.forget()
    phone.browser.forget()
    home = lab.home()
    home.start()
    yield home
    lab.clear_the_house("phone")


@pytest.fixture
def visit(phone, home):
    """The owner stands before the page that asks for the code."""
    visit = Visit(phone, home)
    visit.find()
    return visit


def test_guessing_is_slow_and_a_restart_buys_no_guess(home, visit, tell):
    old = home.code()
    statuses = [visit.show_code(WRONG).status for _ in range(8)]
    allowed = statuses.index(429)
    assert statuses[:allowed] == [403] * allowed and set(statuses[allowed:]) == {429}
    assert visit.show_code(old).status == 429, "the right code waits as well"
    home.pull_the_plug()
    home.start()
    assert visit.show_code(WRONG).status == 429, "a restart buys no guess"
    tell(f"{allowed} guesses at once, then 429, also after a restart")
    assert 3 <= allowed <= 6
    assert home.code() == old


def test_a_stranger_outside_gets_nothing_even_through_a_forwarded_port(lab, home, visit, tell):
    lab.router.forward(80, lan_address(10), WAN)
    lab.router.forward(443, lan_address(10), WAN)
    answers = {}
    for url in (f"http://{WAN}/", f"http://{WAN}/setup/code"):
        page = lab.outside.get(url)
        answers[url] = page.status
        assert page.status in (403, 404, 503), page
        assert "code" not in page.text.lower() and "claim" not in page.text.lower(), page.text
    page = lab.outside.post(f"http://{WAN}/setup/code", {"code": home.code()})
    assert page.status in (403, 404, 503), page
    # With the Host of the house, as who knows the trick would.
    page = lab.outside.post(f"http://{WAN}/setup/code", {"code": home.code()}, host=lan_address(10),
                            origin=f"http://{lan_address(10)}")
    assert page.status in (403, 404, 503), page
    assert lab.outside.get(f"https://{WAN}/", within=3).status == 0, "there is no certificate to answer with"
    assert not lab.router.mappings(), "the box opened a port before it was claimed"
    tell(f"from outside: {answers}, and {page.status} with the right code and the Host of the house")
    assert visit.show_code().status == 200, "the owner is still let in"


def test_a_page_elsewhere_cannot_reach_the_box_through_the_owner_s_browser(home, visit, phone, tell):
    # DNS rebinding: a name of the attacker's leads to the box.
    phone.browser.know("evil.example", lan_address(10))
    rebound = phone.browser.post("http://evil.example/setup/code", {"code": home.code()})
    assert rebound.status in (403, 404, 421), rebound
    # A form of another page.
    cross = phone.browser.post("http://nichoir.local/setup/code", {"code": home.code()}, origin="http://evil.example")
    assert cross.status in (403, 404, 421), cross
    marked = phone.browser.post("http://nichoir.local/setup/code", {"code": home.code()},
                                headers=["Sec-Fetch-Site: cross-site"])
    assert marked.status in (403, 404, 421), marked
    tell(f"rebound: {rebound.status}, cross-site: {cross.status} and {marked.status}")
    assert "/setup/code" in phone.browser.get("http://nichoir.local/setup/name").url, "nobody was let in"


def test_a_half_finished_claim_goes_on_after_a_power_cut_and_a_finished_one_is_over(lab, home, visit, phone, tell):
    visit.show_code()
    visit.choose_name()
    home.pull_the_plug()
    home.start()
    resumed = phone.browser.get("http://nichoir.local/setup/domain")
    assert resumed.status == 200 and resumed.says(f"@{OWNER}@"), resumed.plain()
    visit.choose_provider(visit.choose_domain())
    eventually("somebody outside trusts the page", lab.trusts, within=30)
    home.pull_the_plug()
    home.start()
    eventually("somebody outside trusts the page again", lab.trusts)
    page = visit.move_in(lab.outside)
    assert page.says(f"@{OWNER}@{ZONE}"), page.plain()
    tell("two power cuts later the owner lives there")
    # Another browser, in the house, with the code that was right.
    phone.browser.forget()
    second = phone.browser.get("http://nichoir.local/setup/code")
    assert second.status in (404, 410, 421) or "/setup" not in second.url, second
    done = home.command("claim-code", check=False)
    assert not re.search(r"\b[2-9A-Z]{4}-[2-9A-Z]{4}\b", done), done
    tell(f"a second claim is answered with {second.status}")


def test_the_code_on_the_card_counts(lab, home, phone, tell):
    home.stop()
    boot = home.machine / "boot" / "firmware"
    boot.mkdir(parents=True)
    (boot / "nichoir.txt").write_text("claim_code = WXYZ-2345\r\nname = grace\r\n")
    home.start()
    visit = Visit(phone, home)
    visit.find()
    page = visit.show_code("wxyz 2345")
    assert page.status == 200 and "grace" in page.text, page.plain()
    tell("a code chosen at flashing lets the owner in, and the name is there already")

