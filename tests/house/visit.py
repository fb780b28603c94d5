"""The first visit: an owner with a phone, from the code of the box to an account of their own."""

from house import name_server
from peers.waiting import eventually

OWNER = "ada"
PASSPHRASE = "a passphrase of several words"


class Visit:
    """The owner goes through the pages of `home` with `phone`; each step says what the page said."""

    def __init__(self, phone, home, local_name="nichoir.local"):
        self.phone, self.home = phone, home
        self.browser = phone.browser
        self.base = f"http://{local_name}"
        self._local_name = local_name

    def find(self):
        """Find the box by name and open its first page."""
        address = eventually(f"the phone finds {self._local_name}",
                             lambda: self.phone.avahi.addresses(self._local_name))[0]
        self.browser.know(self._local_name, address)
        return self.browser.get(self.base)

    def show_code(self, code=None):
        """Type the code that stands on the card."""
        page = self.browser.get(f"{self.base}/setup/code")
        return self.browser.fill_in(page, "code", {"code": code or self.home.code()})

    def choose_name(self, name=OWNER):
        """Choose who to be."""
        return self.browser.fill_in(self.browser.get(f"{self.base}/setup/name"), "name", {"name": name})

    def choose_domain(self, way="rfc2136", domain=name_server.ZONE):
        """Choose where to live, and who leads the name there."""
        page = self.browser.get(f"{self.base}/setup/domain")
        return self.browser.fill_in(page, "domain", {"domain": domain, "way": way})

    def choose_provider(self, page, **changed):
        """Type what the box needs to know to change the lab's name server."""
        return self.browser.fill_in(page, "server", {**name_server.ACCESS, **changed})

    def checklist(self):
        """The checklist as it is now."""
        return self.browser.get(f"{self.base}/setup/check?still=1")

    def try_now(self):
        """Press the button for those who have changed something."""
        return self.browser.post(f"{self.base}/setup/try", {})

    def claim(self):
        """All steps up to the checklist."""
        self.find()
        self.show_code()
        self.choose_name()
        page = self.choose_provider(self.choose_domain())
        assert page.status == 200 and "/setup/check" in page.url, page.plain()
        return page

    def move_in(self, browser=None):
        """From the checklist over to HTTPS, by the link that is good once, and set the passphrase there.

        `browser` goes on where this phone's own way to the name ends at its router: on the mobile network.
        """
        link = self.browser.post(f"{self.base}/setup/welcome", {}, follow=False).headers["location"]
        browser = browser or self.browser
        page = browser.get(link)
        assert page.status == 200, page
        return browser.fill_in(page, "passphrase", {"passphrase": PASSPHRASE, "again": PASSPHRASE})
