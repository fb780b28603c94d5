"""Which image the stories are about, and where they take place.

`NICHOIR_CARD` names an image of the board `qemu-virt`. Without it the stories are skipped by name: to build one takes
minutes. Once one is named, nothing is skipped.
"""

import os
import subprocess
import sys
from pathlib import Path

import pytest

SOURCE = Path(__file__).resolve().parents[2]
sys.path.append(str(SOURCE / "image"))

# pylint: disable=wrong-import-position
from checking.card import Card  # noqa: E402
from checking.machine import Machine  # noqa: E402
from checking.time_server import time_server  # noqa: E402
from card.street import Street  # noqa: E402
from house import space  # noqa: E402


@pytest.fixture(scope="session")
def image():
    """The image itself, which no story changes."""
    named = os.environ.get("NICHOIR_CARD")
    if not named:
        pytest.skip("no image of the card: build one and name it in NICHOIR_CARD")
    subprocess.run([SOURCE / "image/steps/00-tools", "qemu"], check=True)
    return Path(named).resolve()


@pytest.fixture(scope="session")
def network(image, tmp_path_factory):
    """A private internet, in which this process and its guests live."""
    return space.enter(tmp_path_factory.mktemp("network"))


@pytest.fixture(scope="session")
def neighbours(network, image, tmp_path_factory):
    """Two boxes on one street, and their owners, who have moved in and are signed in with an app."""
    with Street(network, image, tmp_path_factory.mktemp("street")) as street:
        boxes = [street.box(number) for number in (1, 2)]
        try:
            for box in boxes:
                box.start()
            yield boxes, [box.claim() for box in boxes]
        finally:
            for box in boxes:
                box.unplug()


@pytest.fixture
def alone(network, image, tmp_path):
    """A card in a board that reaches nobody but us, and a time server."""
    with time_server():
        card = Card(image, tmp_path)
        card.choose("time_server=10.0.2.2\n")
        yield Machine("qemu-virt", card, tmp_path)


@pytest.fixture
def tell(request, capsys):
    """A function that says what was measured; shown whether the story passes or not."""
    def tell(sentence):
        with capsys.disabled():
            print(f"\n  {request.node.name}: {sentence}", end="", flush=True)
    return tell
