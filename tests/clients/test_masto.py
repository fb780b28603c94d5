"""A working day with masto.js, on which Phanpy and Elk are built."""

import pytest

from clients import pictures
from clients.node_story import Library


@pytest.fixture(scope="module")
def library(ada, bo, network):
    """Ada's app, which she has let in."""
    library = Library("masto", ada, bo, network.authority)
    library.sign_in()
    return library


@pytest.mark.parametrize("story", ["post", "meet", "choose", "listen"])
def test_a_working_day(library, story):
    library.tell(story)


def test_a_picture_with_its_text_reaches_the_friend(library, takes_pictures, tmp_path):
    if not takes_pictures:
        pytest.skip("this node says that its posts have no pictures")
    picture = tmp_path / "wren.png"
    picture.write_bytes(pictures.png())
    library.tell("picture", PICTURE=str(picture))


def test_a_push_reaches_the_app_and_can_be_opened(library, bo, push_service):
    library.receives_a_push(bo, push_service)
