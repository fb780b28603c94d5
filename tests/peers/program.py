"""One program of the tests: started, watched until it listens, and certain to end with the test process."""

import socket
import subprocess

from peers.waiting import eventually

_running = []


def running():
    """The programs that run now, for the report of a failed test."""
    return list(_running)


class Program:
    """A child process with a log file. `start` and `stop` may follow each other several times."""

    def __init__(self, name, command, log, address, environment=None, noise=None, ready=None):
        """`noise` is a word: log lines that hold it are left out of the last words. `ready` says whether it
        works, where this process cannot connect to an address of it."""
        self.name = name
        self.command = [str(part) for part in command]
        self.log = log
        self.address = address
        self.environment = environment
        self.noise = noise
        self._ready = ready or self._accepts
        self._process = None

    @property
    def pid(self):
        """The number of the running process."""
        return self._process.pid

    def start(self, wait=True):
        """Start and, unless told not to wait, return once it accepts connections on its address or is ready."""
        # setpriv has the kernel kill the child when the test process dies, however it dies.
        with open(self.log, "ab") as log:
            self._process = subprocess.Popen(
                ["setpriv", "--pdeathsig", "KILL", *self.command],
                stdin=subprocess.DEVNULL, stdout=log, stderr=log, env=self.environment)
        _running.append(self)
        if wait:
            self._await()

    def stop(self, within=10):
        """Ask it to end, wait, and kill it if it does not."""
        if self._process is None:
            return
        self._process.terminate()
        try:
            self._process.wait(within)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._process = None
        _running.remove(self)

    def kill(self):
        """End it without a warning."""
        self._process.kill()
        self._process.wait()
        self._process = None
        _running.remove(self)

    def last_words(self, lines=60):
        """The end of the log."""
        text = self.log.read_text(errors="replace") if self.log.exists() else ""
        said = [line for line in text.splitlines() if not self.noise or self.noise not in line]
        return "\n".join(said[-lines:])

    def _await(self):
        what = f"listens on {self.address}" if self.address else "is ready"
        eventually(f"{self.name} {what}", self._works, within=30)

    def _works(self):
        if self._process.poll() is not None:
            raise AssertionError(f"{self.name} ended at once:\n{self.last_words()}")
        return self._ready()

    def _accepts(self):
        with socket.socket() as probe:
            probe.settimeout(1)
            return probe.connect_ex(self.address) == 0
