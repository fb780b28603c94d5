"""Two cards on one network find each other, and their owners read each other's posts."""

import json

from card.box import PATIENCE
from house.space import run
from peers.nichoir import binary
from peers.waiting import eventually


def test_each_has_a_name_of_its_own_on_the_network(neighbours, tell):
    boxes, _ = neighbours
    found = json.loads(run(binary(), "neighbours", "--json"))
    assert {neighbour["domain"] for neighbour in found} == {box.domain for box in boxes}
    # The second has found the first under the name that both would like to have.
    names = {neighbour["name"] for neighbour in found}
    tell(f"{names}")
    assert len(names) == 2


def test_their_owners_read_each_other(neighbours):
    _, [first, second] = neighbours
    second.follow(first.handle)
    eventually("the follow is accepted", lambda: second.follows(first.handle), within=PATIENCE)
    uri = first.post("From one card to the other.")
    post = eventually("the post arrives", lambda: second.sees(uri), within=PATIENCE)
    assert post.text == "From one card to the other."
    answer = second.post(f"@{first.handle} And back.", reply_to=uri)
    reply = eventually("the answer arrives", lambda: first.sees(answer), within=PATIENCE)
    assert reply.reply_to == uri
