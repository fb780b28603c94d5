"""Mastodon.py as somebody's script uses it: an app of its own, and a session that the owner has let in."""

import requests
from mastodon import Mastodon

from clients.sign_in import let_in
from peers.mastodon_client import OUT_OF_BAND

SCOPES = ["read", "write", "follow", "push", "profile"]


def signed_in(person, trust, **options):
    """Register an app, have the owner let it in, and exchange the code."""
    session = requests.Session()
    session.verify, session.trust_env = str(trust), False
    base = f"https://{person.server}"
    client_id, client_secret = Mastodon.create_app("A script", scopes=SCOPES, redirect_uris=OUT_OF_BAND,
                                                   website="https://script.test", api_base_url=base, session=session)
    mastodon = Mastodon(client_id, client_secret, api_base_url=base, session=session, request_timeout=20, **options)
    page = mastodon.auth_request_url(redirect_uris=OUT_OF_BAND, scopes=SCOPES, state="a state")
    mastodon.log_in(code=let_in(page, person, trust), redirect_uri=OUT_OF_BAND, scopes=SCOPES)
    return mastodon
