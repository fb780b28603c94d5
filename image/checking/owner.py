"""The first owner: types the code, stays at home, moves in, and posts through the client API."""

import json
import re
import time
import urllib.error
import urllib.request
from http.cookiejar import CookieJar
from urllib.parse import urlencode

from house.form import forms

NAME = "ada"
PASSPHRASE = "a passphrase of several words"
TRIES = 40
BOUNDARY = "of-a-form-with-a-file"
OUT_OF_BAND = "urn:ietf:wg:oauth:2.0:oob"


class Owner:
    """A browser with cookies at `base`, and later an app with a token."""

    def __init__(self, base):
        self._base = base
        self._token = None
        self._browser = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(CookieJar()),
                                                    urllib.request.ProxyHandler({}))

    def claim(self, code):
        """All pages of the claim, for a node that has no address of its own."""
        self._fill_in("/setup/code", "code", code=code)
        self._fill_in("/setup/name", "name", name=NAME)
        self._fill_in("/setup/domain", "home", home="yes")
        return self._fill_in("/setup/passphrase", "passphrase", passphrase=PASSPHRASE, again=PASSPHRASE)

    def log_in(self):
        """OAuth, as an app does it."""
        app = self._call("/api/v1/apps", client_name="check", redirect_uris=OUT_OF_BAND, scopes="read write")
        query = urlencode({"client_id": app["client_id"], "redirect_uri": OUT_OF_BAND, "response_type": "code",
                           "scope": "read write"})
        page = self._fill_in(f"/oauth/authorize?{query}", "passphrase", passphrase=PASSPHRASE)
        code = re.search(r"<(?:code|input|output|kbd)[^>]*?(?:value=\"|>)([A-Za-z0-9_-]{20,})", page)
        assert code, f"no code on the page: {page[:3000]}"
        token = self._call("/oauth/token", grant_type="authorization_code", code=code.group(1), scope="read write",
                           client_id=app["client_id"], client_secret=app["client_secret"], redirect_uri=OUT_OF_BAND)
        self._token = token["access_token"]

    def post(self, text, tries=TRIES):
        """A new post; its id once the server has acknowledged it. A board without a battery first asks the time."""
        for _ in range(tries):
            try:
                return self._call("/api/v1/statuses", status=text)["id"]
            except AssertionError as refused:
                if "503" not in str(refused):
                    raise
                time.sleep(3)
        raise AssertionError("the node does not get to know the time")

    def read(self, post):
        """The text of a post."""
        return self._call(f"/api/v1/statuses/{post}")["content"]

    def bring(self, update):
        """Signs in to the page of the box and hands it an update, as a browser sends a file."""
        self._fill_in("/box", "passphrase", passphrase=PASSPHRASE)
        head = (f"--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"update\"; filename=\"{update.name}\"\r\n"
                "Content-Type: application/octet-stream\r\n\r\n")
        body = head.encode() + update.read_bytes() + f"\r\n--{BOUNDARY}--\r\n".encode()
        return self._ask("/box/update", body=body, kind=f"multipart/form-data; boundary={BOUNDARY}")

    def moved(self, base):
        """The same owner with the same app, at the same node behind another port of this machine."""
        other = Owner(base)
        other._token = self._token
        return other

    def _fill_in(self, path, wanted, **typed):
        page = self._ask(path)
        form = next((form for form in forms(page) if wanted in form.open | form.buttons | set(form.fields)), None)
        assert form, f"{path} has no form with {wanted}: {page[:3000]}"
        return self._ask(form.action or path, {**form.fields, **typed})

    def _call(self, path, **form):
        return json.loads(self._ask(path, form or None))

    def _ask(self, path, form=None, body=None, kind="application/x-www-form-urlencoded"):
        data = urlencode(form).encode() if form else body
        request = urllib.request.Request(self._base + path, data, {"Origin": self._base, "Content-Type": kind})
        if self._token:
            request.add_header("Authorization", f"Bearer {self._token}")
        try:
            with self._browser.open(request, timeout=60) as answer:
                return answer.read().decode()
        except urllib.error.HTTPError as error:
            raise AssertionError(f"{path}: {error.code} {error.read()[:2000]}") from error
