"""The part of signing in that happens in a browser: the owner reads the page, types the passphrase and lets the app in."""

import re
from urllib.parse import parse_qs, urljoin, urlparse

import requests

from peers.mastodon_client import Form


def let_in(url, person, trust):
    """Open the page that an app sends its owner to, and send the form off; the code for the app.

    The code comes on the page (out of band) or in the address of the app that the browser is led to.
    """
    with requests.Session() as browser:
        browser.verify, browser.trust_env = str(trust), False
        page = browser.get(url, timeout=30)
        assert page.ok and "<form" in page.text, f"no page to sign in on: {page.status_code} {page.text[:1000]}"
        form = Form.first_of(page.text)
        answer = browser.post(urljoin(page.url, form.action), data=form.filled_in(person.owner, person.passphrase),
                              allow_redirects=False, timeout=30)
    if answer.is_redirect:
        return parse_qs(urlparse(answer.headers["Location"]).query)["code"][0]
    code = re.search(r"(?<!\S)[A-Za-z0-9_-]{20,}(?!\S)", re.sub(r"<[^>]*>", " ", answer.text))
    assert code, f"no code on the page: {answer.status_code} {answer.text[:1000]}"
    return code[0]
