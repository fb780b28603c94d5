"""What peers and oracles share: the private internet, and the logs of every program beside a failed test."""

import pytest

from peers import network as internet
from peers.program import running


@pytest.fixture(scope="session")
def network(tmp_path_factory):
    """The private internet. This process stays inside until it ends."""
    return internet.enter(tmp_path_factory.mktemp("network"))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item, call):
    """Put the last words of the running programs under a failed test."""
    report = yield
    if report.failed:
        for program in running():
            report.sections.append((f"last words of {program.name}", program.last_words()))
    return report
