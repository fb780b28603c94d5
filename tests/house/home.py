"""The box in the house: the real binary with TLS of its own, as it comes out of the image."""

import json
import os
import re
import sqlite3
from contextlib import closing

from house import name_server
from peers.nichoir import binary

_SYNCHRONIZED = "run/systemd/timesync/synchronized"


class Home:
    """Not set up and not started. `directory` is that of another main authority than the lab's."""

    def __init__(self, lab, space, synchronized=True, directory=None):
        self.lab, self.space = lab, space
        self.data = space.folder / "data"
        self.machine = space.folder / "machine"
        self.machine.mkdir()
        # No `/sys`: a box has no clock with a battery. What a story adds lies beside.
        for real in ("proc", "etc"):
            (self.machine / real).symlink_to(f"/{real}")
        (self.machine / "run").mkdir()
        (self.machine / "run" / "avahi-daemon").symlink_to(space.folder / "run" / "avahi-daemon")
        if synchronized:
            self.synchronize()
        self._directory = directory or lab.main.directory
        # Added to the binary's.
        self.environment = {}
        self.program = None

    def synchronize(self):
        """The system's time service says that it knows the time."""
        stamp = self.machine / _SYNCHRONIZED
        stamp.parent.mkdir(parents=True, exist_ok=True)
        stamp.touch()

    def start(self, wait=True):
        """Start the box, and return once it answers on port 80; or at once."""
        self.program = self._make_program()
        self.program.start(wait)

    def start_behind_a_proxy(self):
        """Start only the server: whoever runs the proxy sees to the name, the line and the certificate."""
        self.program = self._make_program(tls="off", listen="127.0.0.1:80")
        self.program.start()

    def stop(self):
        """Switch it off as systemd would."""
        if self.program is not None:
            self.program.stop()

    def pull_the_plug(self):
        """It is gone without a word."""
        self.program.kill()

    def setup(self, name="ada", domain=name_server.ZONE, passphrase="a passphrase of several words"):
        """`nichoir setup`, as a script would."""
        self.command("setup", "--name", name, "--domain", domain, "--passphrase-stdin", input=passphrase + "\n")

    def lead_the_name_by_itself(self):
        """`nichoir dns`, as a script would: from now on the box may change the lab's name server."""
        self.command("dns", "rfc2136", *(f"{field}={value}" for field, value in name_server.ACCESS.items()
                                         if field != "secret"), input=name_server.ACCESS["secret"])

    def code(self):
        """The code that claims the box, as `nichoir claim-code` shows it."""
        return re.search(r"\b[2-9A-Z]{4}-[2-9A-Z]{4}\b", self.command("claim-code"))[0]

    def key_of_certificate(self):
        """The private key of its newest certificate (PEM), as somebody has it who stole the card."""
        with closing(sqlite3.connect(self.data / "nichoir.sqlite3")) as database:
            return database.execute("SELECT key_pem FROM certificates ORDER BY id DESC").fetchone()[0]

    def check(self):
        """What `nichoir check --json` prints."""
        return json.loads(self.command("check", "--json", check=False))

    def finding(self, topic):
        """The finding about `topic`, such as `port443`: mood, code, sentence, action, values."""
        findings = self.check()["findings"]
        return next((finding for finding in findings if finding["topic"] == topic), {"mood": "", "code": ""})

    def finds(self, code):
        """The finding with this code, if there is one now."""
        return next((finding for finding in self.check()["findings"] if finding["code"] == code), None)

    def command(self, *arguments, **options):
        """Run `nichoir ARGUMENTS` on this machine; its standard output."""
        return self.space.run(*self._with_environment(), binary(), *arguments, "--data", self.data,
                              "--sys_root", self.machine, **options)

    def log(self):
        """All that the box has logged."""
        return self.program.log.read_text(errors="replace")

    def cpu_seconds(self):
        """Processor time that it has used since it started."""
        fields = self._stat("stat").rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def memory_kb(self):
        """Memory that is its own, in kilobytes: without the pages of the program file, which the kernel can drop."""
        line = next(line for line in self._stat("status").splitlines() if line.startswith("RssAnon"))
        return int(line.split()[1])

    def _stat(self, name):
        with open(f"/proc/{self.program.pid}/{name}", encoding="ascii", errors="replace") as file:
            return file.read()

    def _make_program(self, tls="on", listen="[::]:80"):
        command = [*self._with_environment(), binary(), "serve", "--data", self.data, "--tls", tls,
                   "--listen", listen, "--sys_root", self.machine, "--log", "nichoir=debug",
                   "--acme_directories", f"main={self._directory},staging={self.lab.staging.directory}"]
        return self.space.program("nichoir", command, ready=lambda: self.space.listens(80))

    def _with_environment(self):
        settings = {"PATH": os.environ["PATH"], "SSL_CERT_FILE": str(self.lab.trust), **self.environment}
        return ["env", "-i", *(f"{name}={value}" for name, value in settings.items())]
