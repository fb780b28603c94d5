"""A story that is told in JavaScript: a program of `node/`, run by Node with what it needs to know."""

import json
import os
import subprocess
from pathlib import Path

from clients.arrivals import arrives, told
from clients.opened import Receiver
from clients.sign_in import let_in

_FOLDER = Path(__file__).parent / "node"
_NODE = _FOLDER / "node_modules" / ".bin" / "node"


class Library:
    """One of the libraries, `masto` or `megalodon`, and Ada's app that is written with it."""

    def __init__(self, name, ada, bo, trust):
        self._name, self._ada, self._trust = name, ada, trust
        self._environment = {
            "PATH": os.environ["PATH"], "NODE_EXTRA_CA_CERTS": str(trust), "NODE_NO_WARNINGS": "1",
            "ADA": f"https://{ada.server}", "BO": f"https://{bo.server}", "BO_HANDLE": bo.handle,
            "BO_TOKEN": bo.client.token,
        }
        self.token = None

    def sign_in(self):
        """The story in which the owner lets the app in; from now on the others can be told."""
        # A program that nobody ends in time ends by itself.
        command = ["timeout", "60", _NODE, _FOLDER / self._name / "sign_in.mjs"]
        with subprocess.Popen(command, env=self._environment, text=True, stdin=subprocess.PIPE,
                              stdout=subprocess.PIPE, stderr=subprocess.PIPE) as program:
            first = program.stdout.readline()
            code = let_in(json.loads(first)["page"], self._ada, self._trust) if first else ""
            said, wrong = program.communicate(f"{code}\n", timeout=30)
        assert program.returncode == 0, wrong
        self.token = self._environment["TOKEN"] = json.loads(said.splitlines()[-1])["token"]

    def tell(self, story, **more):
        """Any other story; it ends well or says what was wrong."""
        done = subprocess.run([_NODE, _FOLDER / self._name / f"{story}.mjs"], env={**self._environment, **more},
                              text=True, check=False, stdin=subprocess.DEVNULL, capture_output=True, timeout=60)
        assert done.returncode == 0, f"{story}.mjs: {done.returncode}: {done.stdout}{done.stderr}"

    def receives_a_push(self, bo, service):
        """The app subscribes; Bo likes a post of Ada's, and what the push service gets is about that and for this app."""
        receiver = Receiver()
        self.tell("subscribe", ENDPOINT=service.endpoint(self._name), P256DH=receiver.p256dh, AUTH=receiver.auth)
        status = self._ada.client.post("/api/v1/statuses", status="Who hears this while the app is closed?")
        arrives(bo, status["uri"])
        bo.like(status["uri"])
        opened = receiver.opens(service.next(self._name))
        assert opened["notification_type"] == "favourite"
        assert str(opened["notification_id"]) == told(self._ada, "favourite", status["uri"])["id"]
        assert opened["access_token"] == self.token
