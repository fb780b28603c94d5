"""Machines of the lab: each a network namespace with its own `/run`, hosts file and resolver.

The namespaces have names only inside this process's mount namespace, so nothing of them is left on the
machine when the process ends, however it ends.
"""

import os
import subprocess
from itertools import count
from pathlib import Path

from peers import network as internet
from peers.program import Program

_ENTER = Path(__file__).parent / "enter.sh"


def enter(folder):
    """Move this process into the private internet of the peers, and make it one that houses can be joined to.

    Once. Raises `RuntimeError` with the reason where the system does not allow it.
    """
    # avahi and its bus want users of their own, which a user namespace of somebody else does not have.
    if os.geteuid() != 0:
        raise RuntimeError("a house is built as root")
    network = internet.enter(folder)
    try:
        # Places where namespaces get their names and libfaketime leaves things lying.
        for place in ("/run", "/dev/shm"):
            run("mount", "-t", "tmpfs", "none", place)
        Space("trial", folder).remove()
    except AssertionError as error:
        raise RuntimeError(str(error)) from error
    # The file that is mounted as /etc/resolv.conf: the lab's name server listens here.
    (network.folder / "resolv.conf").write_text("nameserver 127.0.0.1\n")
    return network


class Space:
    """One machine. `folder` holds what it sees as its own files."""

    def __init__(self, name, folder):
        self.name = name
        self._programs = []
        # A machine that was carried out may come back under its name, with nothing of its past.
        self.folder = _fresh(folder / name)
        (self.folder / "run").mkdir(parents=True)
        (self.folder / "hosts").write_text("127.0.0.1 localhost\n::1 localhost\n")
        self.be_called(name)
        self.ask_names_of()
        run("ip", "netns", "add", name)
        self.run("ip", "link", "set", "lo", "up")
        self.sysctl("net.ipv6.conf.all.accept_dad=0", "net.ipv6.conf.default.accept_dad=0")

    def remove(self):
        """End its programs, the last first, and take it away."""
        for program in reversed(self._programs):
            program.stop()
        # A namespace goes some time after its last process; its cable goes now.
        self.outcome("ip", "link", "delete", "eth0")
        run("ip", "netns", "delete", self.name)

    def be_called(self, hostname):
        """Its host name, for programs that start afterwards."""
        (self.folder / "hostname").write_text(hostname)

    def ask_names_of(self, *servers):
        """The name servers from now on, for what looks names up afterwards."""
        lines = [f"nameserver {server}" for server in servers] or ["# no resolver"]
        text = "\n".join([*lines, "options timeout:2 attempts:1"]) + "\n"
        (self.folder / "resolv.conf").write_text(text)

    def run(self, *command, check=True, timeout=30, **options):
        """Run a command here to its end; its standard output. Fails with what it complained of."""
        return self.outcome(*command, check=check, timeout=timeout, **options).stdout

    def outcome(self, *command, check=False, **options):
        """The same; how it ended, well or not."""
        return outcome(*self._inside(command), check=check, **options)

    def program(self, name, command, ready):
        """A stopped program that will run here, with its log in `folder`; `ready` says whether it works."""
        log = self.folder / f"{name}.log"
        program = Program(f"{name} in {self.name}", self._inside(command), log, address=None, ready=ready)
        self._programs.append(program)
        return program

    def listens(self, port):
        """Whether something here listens on this port of TCP."""
        return f":{port} " in self.run("ss", "--no-header", "-ltn")

    def sysctl(self, *settings):
        """Set kernel variables of this namespace."""
        self.run("sysctl", "--quiet", "--write", *settings)

    def links(self, text):
        """Many `ip` commands at once, one a line."""
        self.run("ip", "-batch", "-", input="\n".join(line.strip() for line in text.strip().splitlines()) + "\n")

    def _inside(self, command):
        # `ip netns exec` brings a mount namespace of its own for each command; enter.sh fills it.
        return ["ip", "netns", "exec", self.name, "unshare", "--uts", "sh", _ENTER, self.folder, *command]


class Outside:
    """The internet itself, where this process lives."""

    def __init__(self, folder):
        self.folder = folder

    @staticmethod
    def outcome(*command, **options):
        """Run a command here to its end; how it ended."""
        return outcome(*command, **options)


def _fresh(path):
    return next(found for number in count(1) if not (found := path.with_name(f"{path.name}{number}")).exists())


def run(*command, **options):
    """Run a command to its end; its standard output. Fails with what it complained of."""
    return outcome(*command, check=True, **options).stdout


def outcome(*command, check=False, timeout=30, **options):
    """Run a command to its end; how it ended, well or, unless `check`, not."""
    done = subprocess.run([str(part) for part in command], capture_output=True, text=True, check=False,
                          timeout=timeout, **options)
    if check and done.returncode != 0:
        said = done.stderr.strip() or done.stdout.strip()
        raise AssertionError(f"{' '.join(str(part) for part in command)}: exit {done.returncode}: {said}")
    return done
