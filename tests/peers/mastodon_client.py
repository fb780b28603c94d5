"""A small client of the Mastodon API, which Nichoir and snac both speak.

It logs in as a person does: register, open the authorize page, fill in what the form asks for, copy the
code that is shown, and exchange it with the PKCE verifier. Paths and parameters are those of Mastodon's
documentation.
"""

import base64
import hashlib
import re
import secrets
from html.parser import HTMLParser
from urllib.parse import urljoin

import requests

OUT_OF_BAND = "urn:ietf:wg:oauth:2.0:oob"
SCOPES = "read write follow"


class ApiError(AssertionError):
    """The server answered `status`, something other than 2xx."""

    def __init__(self, message, status):
        super().__init__(message)
        self.status = status


class MastodonClient:
    """One session at `base`; after `log_in` every call carries the token."""

    def __init__(self, base, trust):
        self.base = base
        self.token = None
        self._http = requests.Session()
        self._http.verify = str(trust)
        self._http.trust_env = False

    def log_in(self, name, passphrase):
        """OAuth authorization code with PKCE, by hand through the HTML pages."""
        app = self.post("/api/v1/apps", client_name="stories", redirect_uris=OUT_OF_BAND, scopes=SCOPES)
        verifier = secrets.token_urlsafe(48)
        challenge = base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=")
        page = self._http.get(self.base + "/oauth/authorize", params={
            "client_id": app["client_id"], "redirect_uri": OUT_OF_BAND, "response_type": "code",
            "scope": SCOPES, "code_challenge": challenge.decode(), "code_challenge_method": "S256"})
        code = self._code_from(page, name, passphrase)
        token = self.post("/oauth/token", grant_type="authorization_code", code=code, scope=SCOPES,
                          client_id=app["client_id"], client_secret=app["client_secret"],
                          redirect_uri=OUT_OF_BAND, code_verifier=verifier)
        self.token = token["access_token"]
        self._http.headers["Authorization"] = f"Bearer {self.token}"

    def get(self, path, **query):
        """GET `path`; the answer's JSON."""
        return self._call("GET", path, params=query)

    def post(self, path, **form):
        """POST a form to `path`; the answer's JSON."""
        return self._call("POST", path, data=form)

    def put(self, path, **form):
        """PUT a form to `path`; the answer's JSON."""
        return self._call("PUT", path, data=form)

    def patch(self, path, **form):
        """PATCH `path` with a form; the answer's JSON."""
        return self._call("PATCH", path, data=form)

    def delete(self, path):
        """DELETE `path`; the answer's JSON."""
        return self._call("DELETE", path)

    def _call(self, method, path, **options):
        answer = self._http.request(method, self.base + path, timeout=30, **options)
        if not answer.ok:
            raise ApiError(f"{method} {path}: {answer.status_code} {answer.text[:500]}", answer.status_code)
        return answer.json() if answer.content else None

    def _code_from(self, page, name, passphrase):
        """Submit the forms of the login pages until one shows the code."""
        for _ in range(3):
            form = Form.first_of(page.text) if page.ok else None
            if form is None:
                break
            target = urljoin(page.url, form.action or page.url)
            page = self._http.post(target, data=form.filled_in(name, passphrase), allow_redirects=True)
        text = re.sub(r"<[^>]*>", " ", page.text)
        code = re.search(r"(?<!\S)[A-Za-z0-9_-]{20,}(?!\S)", text)
        if code is None:
            raise ApiError(f"no code on the page: {page.status_code} {page.text[:1500]}", page.status_code)
        return code[0]


class Form(HTMLParser):
    """The first form of a page: where it goes and what it asks for."""

    @classmethod
    def first_of(cls, html):
        """The first form in `html`, or None."""
        form = cls()
        form.feed(html)
        return form if form.action is not None else None

    def __init__(self):
        super().__init__()
        self.action = None
        self._open = False
        self._has_button = False
        self._fields = {}

    def handle_starttag(self, tag, attributes):
        """Remember the form's target, the fields inside it, and the button that Enter would press."""
        attributes = dict(attributes)
        if tag == "form" and self.action is None:
            self.action, self._open = attributes.get("action") or "", True
        if not self._open or tag not in ("input", "button"):
            return
        kind = attributes.get("type", "submit" if tag == "button" else "text")
        if kind == "submit" and self._has_button:
            return
        self._has_button = self._has_button or kind == "submit"
        if attributes.get("name"):
            self._fields[attributes["name"]] = (kind, attributes.get("value") or "")

    def handle_endtag(self, tag):
        """Fields after the form's end are not its own."""
        if tag == "form":
            self._open = False

    def filled_in(self, name, passphrase):
        """What a browser would send after a person typed name and passphrase."""
        typed = {"password": passphrase, "text": name, "email": name}
        return {field: typed.get(kind, value) for field, (kind, value) in self._fields.items()}
