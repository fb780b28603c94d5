"""A card in its board, and the owner who gets it."""

from checking.owner import Owner

from house.name_server import ZONE
from house.visit import OWNER, PASSPHRASE, Visit
from peers.mastodon_client import MastodonClient
from peers.mastodon_person import MastodonPerson
from peers.waiting import eventually

PATIENCE = 300


def code_of(card):
    """The code, as the card tells whoever puts it into a computer."""
    text = eventually("the code is on the card", lambda: card.text("CLAIM.txt"), within=60)
    return text.split("\n", 1)[0].strip()


def moved_in(machine, guest):
    """The owner of a board that only we reach, once the box is theirs."""
    owner = Owner(guest.url)
    owner.claim(code_of(machine.card))
    owner.log_in()
    return owner


class Box:
    """`domain` is where its owner is going to live; until then it is reached by its address."""

    def __init__(self, street, machine, cable, domain):
        self.machine, self.cable, self.domain = machine, cable, domain
        self.guest = None
        # The first visit wants to know whose browser it is.
        self.browser, self.trust = street.browser, street.trust

    def start(self):
        """Switch it on and wait for its first page."""
        self.guest = self.machine.start(self.cable)
        self.guest.first_answer("/health", PATIENCE)

    def unplug(self):
        """Gone without a word."""
        if self.guest:
            self.guest.unplug()

    def code(self):
        """The code, as the card tells whoever puts it into a computer."""
        return code_of(self.machine.card)

    def claim(self):
        """The first visit, from the code to an account. The owner's app is signed in then: a person."""
        visit = Visit(self, self, f"[{self.cable.address}]")
        visit.browser.forget()
        visit.show_code()
        visit.choose_name()
        page = visit.choose_provider(visit.choose_domain(domain=self.domain), zone=ZONE)
        assert "/setup/check" in page.url, page.plain()
        self._wait_for_certificate(visit)
        page = visit.move_in()
        assert page.status == 200, page.plain()
        client = MastodonClient(f"https://{self.domain}", self.trust)
        client.log_in(OWNER, PASSPHRASE)
        return MastodonPerson(client, f"{OWNER}@{self.domain}")

    def _wait_for_certificate(self, visit):
        try:
            eventually(f"{self.domain} has a certificate", self._is_trusted, within=PATIENCE)
        except AssertionError as error:
            raise AssertionError(visit.checklist().plain()) from error

    def _is_trusted(self):
        return self.browser.get(f"https://{self.domain}/health", within=5).status == 200
