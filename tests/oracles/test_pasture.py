"""What Nichoir makes of the fediverse's odd posts: every input of funfedi.dev's pasture, read back through the API.

Each input set of `fediverse_pasture_inputs` is delivered by an actor whom the node follows, signed by apsig, and
compared with `tests/golden/pasture/NAME.json`: what was sent, what the inbox answered, what the owner sees.
After a change on purpose run with `NICHOIR_GOLDEN=write`, then read the difference before it lands.
"""

import json
import os
import re
from pathlib import Path

import pytest
from fediverse_pasture_inputs import available

from peers.waiting import eventually

_GOLDEN = Path(__file__).parents[1] / "golden" / "pasture"
_PUBLIC = "https://www.w3.org/ns/activitystreams#Public"
_MARK = re.compile(r"(/media/(?:remote|preview)/)[^/]+/")
_SHOWN = ("content", "spoiler_text", "sensitive", "visibility", "language", "url", "in_reply_to_id",
          "media_attachments", "mentions", "tags", "emojis", "poll", "quote")


@pytest.mark.parametrize("name", sorted(available))
def test_input_set_is_shown_as_before(name, node, pasture):
    sent = [(_as_of_here(example, node, pasture), f"https://{pasture.host}/objects/{name}/{number}")
            for number, example in enumerate(available[name].examples)]
    answers = [pasture.deliver(node.inbox, _create(example, uri, node, pasture)).status_code
               for example, uri in sent]

    def result():
        return [{"sent": example, "answer": answer, "shown": _shown(node, uri)}
                for (example, uri), answer in zip(sent, answers, strict=True)]

    golden = _GOLDEN / f"{name}.json"
    if os.environ.get("NICHOIR_GOLDEN") == "write":
        golden.write_text(_pretty(_settled(result)))
    expected = json.loads(golden.read_text())
    try:
        # Parents and quoted posts are fetched after the 202, so the first reading may be too early.
        eventually("the posts are shown as in the golden file", lambda: result() == expected, within=15)
    except AssertionError:
        assert _pretty(result()) == _pretty(expected)


def _as_of_here(example, node, pasture):
    """The example with the hosts of this internet in place of the pasture's own."""
    text = json.dumps(example)
    for theirs, ours in (("http://pasture-one-actor", f"https://{pasture.host}"),
                         ("pasture-one-actor", pasture.host),
                         ("http://test_actor", node.actor),
                         ("test_actor@test_server", node.handle)):
        text = text.replace(theirs, ours)
    return json.loads(text)


def _create(example, uri, node, pasture):
    """A Create of a plain public note with the example's properties laid over it."""
    note = {"type": "Note", "id": uri, "attributedTo": pasture.actor, "to": [_PUBLIC],
            "published": "2026-02-03T04:05:06Z", **example}
    context = note.pop("@context", ["https://www.w3.org/ns/activitystreams",
                                    {"Hashtag": "as:Hashtag", "sensitive": "as:sensitive"}])
    return {"@context": context, "type": "Create", "id": f"{uri}#create", "actor": pasture.actor,
            "to": [*note["to"], node.actor], "published": "2026-02-03T04:05:06Z", "object": note}


def _shown(node, uri):
    """What a client shows of the post, without what differs from run to run; None if it is not there."""
    # `resolve` finds what is here by its address; elsewhere there is nothing, so nothing can be fetched.
    found = node.client.get("/api/v2/search", q=uri, type="statuses", resolve="true")["statuses"]
    if not found:
        return None
    shown = {key: found[0].get(key) for key in _SHOWN}
    shown["in_reply_to_id"] = shown["in_reply_to_id"] and node.uri(shown["in_reply_to_id"])
    if shown["quote"]:
        quoted = shown["quote"]["quoted_status"]
        shown["quote"] = {"state": shown["quote"]["state"], "uri": quoted and quoted["uri"]}
    return _without_ids(shown)


def _without_ids(value):
    """Without ids, and without the marks that the node alone can put on its URLs of others' media."""
    if isinstance(value, dict):
        return {key: _without_ids(item) for key, item in value.items() if key != "id"}
    if isinstance(value, list):
        return [_without_ids(item) for item in value]
    return _MARK.sub(r"\1MARK/", value) if isinstance(value, str) else value


def _settled(result):
    """The result once it has stayed the same for ten readings."""
    readings = []

    def unchanged():
        readings.append(result())
        return len(readings) > 10 and all(reading == readings[-1] for reading in readings[-10:])

    eventually("nothing changes any more", unchanged, within=30)
    return readings[-1]


def _pretty(value):
    return json.dumps(value, indent=1, ensure_ascii=False, sort_keys=True) + "\n"
