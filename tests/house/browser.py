"""A browser without a screen: curl on one machine of the lab, with cookies, forms and what the lab trusts."""

import re
from dataclasses import dataclass
from html import unescape
from urllib.parse import urlencode, urljoin

from house.form import forms


@dataclass(frozen=True)
class Page:
    """What came back. `status` is 0 where there was no answer; `trouble` then says why."""

    status: int
    url: str
    text: str
    headers: dict[str, str]
    trouble: str = ""

    def says(self, words):
        """Whether the words are on the page, as a reader sees it."""
        return words in self.plain()

    def plain(self):
        """The text without tags, entities and runs of blanks."""
        text = re.sub(r"(?s)<(style|script).*?</\1>", " ", self.text)
        return " ".join(unescape(re.sub(r"<[^>]+>", " ", text)).split())


class Browser:
    """Keeps cookies. `space` is where it runs."""

    def __init__(self, space, trust):
        self._space = space
        self._trust = trust
        self._cookies = space.folder / "cookies"
        self._known = {}

    def know(self, host, address):
        """From now on `host` is at `address`: what mDNS has said, or a name that somebody has bent."""
        self._known[host] = f"[{address}]" if ":" in address else address

    def forget(self):
        """Another browser from now on: no cookie is left."""
        self._cookies.unlink(missing_ok=True)

    def get(self, url, **options):
        """Open a page."""
        return self._ask(url, [], **options)

    def post(self, url, fields, origin=None, **options):
        """Send a form as a page of `origin` (the same host's, if not given) would."""
        origin = origin or "/".join(url.split("/")[:3])
        arguments = ["--data-raw", urlencode(fields), "--header", f"Origin: {origin}"]
        return self._ask(url, arguments, **options)

    def fill_in(self, page, field, fields, **options):
        """Send the form of `page` that asks for `field`, with `fields` filled in and the rest as it is."""
        form = next((form for form in forms(page.text) if field in form.open or field in form.buttons), None)
        assert form, f"no form with {field} at {page.url}: {page.plain()[:600]}"
        unknown = set(fields) - form.open - set(form.fields) - form.buttons
        assert not unknown, f"the form at {page.url} does not ask for {unknown}, only for {form.open}"
        return self.post(urljoin(page.url, form.action), {**form.fields, **fields}, **options)

    def _ask(self, url, arguments, host=None, headers=(), within=10, follow=True, ipv4=False):
        command = ["curl", "--silent", "--show-error", "--max-time", within, "--cacert", self._trust,
                   "--cookie", self._cookies, "--cookie-jar", self._cookies, "--dump-header", "-",
                   "--write-out", "\n%{http_code} %{url_effective}"]
        for name, address in self._known.items():
            command += ["--resolve", f"{name}:80:{address}", "--resolve", f"{name}:443:{address}"]
        for header in [*headers, *([f"Host: {host}"] if host else [])]:
            command += ["--header", header]
        command += ["--location"] * follow + ["--ipv4"] * ipv4
        done = self._space.outcome(*command, *arguments, url, timeout=within + 5)
        return _page(done, url)


def _page(done, url):
    text, _, last = done.stdout.rpartition("\n")
    status, _, effective = last.partition(" ")
    if done.returncode != 0:
        return Page(0, url, "", {}, done.stderr.strip())
    # With redirects there are several heads; the last one is of the page.
    head, body = "", text
    while body.startswith("HTTP/"):
        head, _, body = body.partition("\n\n")
    pairs = (line.split(": ", 1) for line in head.splitlines() if ": " in line)
    headers = {name.lower(): value for name, value in pairs}
    return Page(int(status), effective, body, headers)
