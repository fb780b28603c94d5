"""Starts our side once: `probe.rs`, which answers one line of JSON with one line of JSON."""

import json
import pathlib
import subprocess

import pytest

ROOT = pathlib.Path(__file__).resolve().parents[2]


@pytest.fixture(scope="session")
def ours():
    """A function that asks our implementation: `ours("sign", method="GET", …)`."""
    subprocess.run(["cargo", "build", "--quiet", "--example", "probe"], cwd=ROOT, check=True)
    probe = subprocess.Popen(
        ["cargo", "run", "--quiet", "--example", "probe"],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )

    def ask(what, **question):
        probe.stdin.write(json.dumps({"do": what, **question}) + "\n")
        probe.stdin.flush()
        return json.loads(probe.stdout.readline())

    yield ask
    probe.stdin.close()
    probe.wait(timeout=10)
