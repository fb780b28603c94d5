"""toot as somebody types it: the program, with a folder of its own for what it keeps."""

import json
import os
import subprocess
import sys
from pathlib import Path

from clients.sign_in import let_in

# A program that nobody ends in time ends by itself.
_BOUNDED = ("timeout", "60")

# Beside the Python that runs the tests; a link is not followed, for it leads out of the virtual environment.
_TOOT = Path(sys.executable).parent / "toot"


class Toot:
    """One person's toot on one machine."""

    def __init__(self, person, trust, folder):
        self._person, self._trust = person, trust
        self._environment = {"PATH": os.environ["PATH"], "HOME": str(folder), "XDG_CONFIG_HOME": str(folder),
                             "REQUESTS_CA_BUNDLE": str(trust), "LC_ALL": "C.UTF-8", "PYTHONWARNINGS": "ignore"}

    def log_in(self):
        """`toot login`: it shows an address, the owner opens it in a browser and pastes the code."""
        command = [*_BOUNDED, _TOOT, "login", "-i", f"https://{self._person.server}"]
        with subprocess.Popen(command, env=self._environment, text=True, stdin=subprocess.PIPE,
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT) as program:
            page = next(line.strip() for line in program.stdout if line.startswith("https://"))
            said, _ = program.communicate(f"n\n{let_in(page, self._person, self._trust)}\n", timeout=30)
        assert program.returncode == 0, said
        return said

    def says(self, *words, fails=False):
        """What a command prints; it has to end well, or, if it `fails`, not."""
        done = subprocess.run([_TOOT, *map(str, words)], env=self._environment, text=True, check=False,
                              stdin=subprocess.DEVNULL, capture_output=True, timeout=30)
        said = done.stdout + done.stderr
        assert (done.returncode != 0) == fails, f"toot {' '.join(map(str, words))}: {done.returncode}: {said}"
        assert "Traceback" not in said, said
        return said

    def gets(self, *words):
        """The JSON that a command prints."""
        return json.loads(self.says(*words, "--json"))
