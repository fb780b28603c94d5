"""A board that runs in QEMU: switched on, asked over HTTP, and unplugged. Reached only from this machine."""

import contextlib
import json
import re
import socket
import subprocess
import threading
import time
import urllib.error
import urllib.request
from pathlib import Path

# The console of a guest says little; no escape sequences.
ESCAPES = re.compile(r"\x1b(\[[0-9;?!]*[A-Za-z]|[0-9A-Za-z]|\][^\x07\x1b]*(\x07|\x1b\\))|\r")
# What asks the kernel for a report of its memory: a break on the serial line, then the letter.
BREAK = "chardev-send-break", {"id": "console"}


class Forwarded:
    """A network for one board alone: this machine reaches its port 80, and nobody else."""

    def __init__(self):
        port = free_port()
        self.url = f"http://127.0.0.1:{port}"
        self.arguments = ["-netdev", f"user,id=net,hostfwd=tcp:127.0.0.1:{port}-:80"]


class Guest:
    """Runs until `unplug`; a context manager, so that none is left behind. `url` is where its port 80 is reached."""

    def __init__(self, arguments, url, folder):
        self._folder = Path(folder)
        self.url = url
        self._console = self._folder / "console.log"
        self._console.write_text("")
        # What QEMU itself complains about, such as packets before the guest has an address.
        complaints = (self._folder / "qemu.log").open("w")  # pylint: disable=consider-using-with
        self._started = time.monotonic()
        # pylint: disable-next=consider-using-with
        self._process = subprocess.Popen([
            "setpriv", "--pdeathsig", "KILL", "qemu-system-aarch64", *arguments,
            "-chardev", f"socket,id=console,path={self._folder}/console,server=on,wait=off,logfile={self._console}",
            "-serial", "chardev:console", "-qmp", f"unix:{self._folder}/qmp,server=on,wait=off",
            "-display", "none", "-no-reboot"], stderr=complaints)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.unplug()

    def first_answer(self, path, within):
        """Seconds from power-on to the first answer of status 200, and its text."""
        while time.monotonic() < self._started + within:
            if self.has_ended():
                raise AssertionError(f"the guest ended by itself: {self.console()[-2000:]}")
            try:
                with urllib.request.urlopen(self.url + path, timeout=2) as answer:
                    text = answer.read().decode()
                    return time.monotonic() - self._started, text
            except (urllib.error.URLError, OSError):
                time.sleep(0.1)
        raise AssertionError(f"no answer within {within} s: {self.console()[-2000:]}")

    def has_ended(self):
        """Whether it has switched itself off, which is also how it restarts here."""
        return self._process.poll() is not None

    def console(self):
        """What the guest has said on its serial line."""
        return ESCAPES.sub("", self._console.read_text(errors="replace"))

    def memory_used(self):
        """Bytes that are neither free nor could be given back at once, as the kernel counts them."""
        return memory_used(self._report(b"m", "pages hwpoisoned"))

    def kernel_release(self):
        """The release of the kernel that runs (uname -r), as it says itself; empty if it says nothing."""
        return kernel_release(self._report(b"p", "ainted"))

    def bytes_written(self):
        """What the card has been told to write since the guest was switched on."""
        with self._control() as control:
            drives = ask(control, "query-blockstats")
        return sum(drive["stats"]["wr_bytes"] for drive in drives)

    # The console after the kernel was asked for the report that `letter` stands for, and in which it says `words`.
    def _report(self, letter, words):
        with self._control() as control, self._line() as line:
            # Warnings are shown, the report comes, warnings are hidden again.
            for key, answer in (b"5", "Changing Loglevel"), (letter, words), (b"4", "Changing Loglevel"):
                before = self.console().count(answer)
                ask(control, *BREAK)
                time.sleep(0.5)
                line.sendall(key)
                self._wait_for_more(answer, before)
        return self.console()

    @contextlib.contextmanager
    def _control(self):
        with socket.socket(socket.AF_UNIX) as control:
            control.connect(f"{self._folder}/qmp")
            with control.makefile("rw") as lines:
                lines.readline()
                ask(lines, "qmp_capabilities")
                yield lines

    # The serial line. What the guest says there must be read all the time: after a few hundred bytes that nobody took,
    # QEMU itself would wait.
    @contextlib.contextmanager
    def _line(self):
        with socket.socket(socket.AF_UNIX) as line:
            line.connect(f"{self._folder}/console")
            reader = threading.Thread(target=read_all, args=(line,), daemon=True)
            reader.start()
            try:
                yield line
            finally:
                line.shutdown(socket.SHUT_RDWR)
                reader.join()

    def _wait_for_more(self, words, before):
        deadline = time.monotonic() + 20
        while self.console().count(words) <= before and time.monotonic() < deadline:
            time.sleep(0.1)

    def unplug(self):
        """As if the cable was pulled: nothing is told to the guest. Never more than once."""
        self._process.kill()
        self._process.wait()


def read_all(line):
    """Until it is closed."""
    while line.recv(65536):
        pass


def ask(control, command, arguments=None):
    """QEMU's answer to a command of its machine protocol (QMP)."""
    control.write(json.dumps({"execute": command, "arguments": arguments or {}}) + "\n")
    control.flush()
    for line in control:
        answer = json.loads(line)
        # Between question and answer it may tell what has happened.
        if "event" not in answer:
            return answer["return"]
    raise AssertionError(f"QEMU did not answer {command}")


def memory_used(report):
    """Reads the kernel's report (the last, if there are several); `None` if there is none."""
    reports = report.split("Mem-Info:")[1:]
    if not reports:
        return None
    last = reports[-1]

    def number(pattern):
        return int(re.search(pattern, last).group(1))

    ram = number(r"(\d+) pages RAM") - number(r"(\d+) pages reserved")
    # What each processor keeps of the free pages (free_pcp) is as free as the rest.
    given_back = sum(number(rf"\b{name}:(\d+)") for name in
                     ("active_file", "inactive_file", "slab_reclaimable", "free", "free_pcp"))
    return (ram - given_back) * 4096


def kernel_release(report):
    """Reads what the kernel says of a processor (the last, if there are several); empty if there is nothing."""
    releases = re.findall(r"[Tt]ainted\b.* (\S+) #\d", report)
    return releases[-1] if releases else ""


def free_port():
    """A port of this machine that nobody uses."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
