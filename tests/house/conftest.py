"""The labs that the stories take place in."""

import os

import pytest

from house import space
from house.lab import Lab


@pytest.fixture(scope="session")
def network(tmp_path_factory):
    """The private internet of the peers, which is this lab's internet too.

    Where namespaces are not allowed: a failure in CI, and elsewhere a skip that says so.
    """
    try:
        return space.enter(tmp_path_factory.mktemp("network"))
    except RuntimeError as error:
        if os.environ.get("CI"):
            raise
        pytest.skip(f"no lab here: {error}")


@pytest.fixture(scope="module")
def build(network, tmp_path_factory):
    """A function that builds a lab: `build(line=…)`. What it built last is taken away before the next."""
    built = []

    def build(**options):
        while built:
            built.pop().stop()
        lab = Lab(network, tmp_path_factory.mktemp("lab"), **options)
        built.append(lab)
        lab.start()
        return lab

    yield build
    while built:
        built.pop().stop()


@pytest.fixture
def tell(request, capsys):
    """A function that says what was measured; shown whether the story passes or not."""
    def tell(sentence):
        with capsys.disabled():
            print(f"\n  {request.node.name}: {sentence}", end="")
    return tell
