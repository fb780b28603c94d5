"""The Debian package is whole, its server has thick walls, and it starts the way its unit starts it."""

import os
import re
import shutil
import socket
import subprocess
import time
import urllib.request
from pathlib import Path

import pytest

SOURCE = Path(__file__).parents[2]
# Higher is worse; 10 is a service without any walls.
EXPOSURE = 1.5
UNITS = "usr/lib/systemd/system"
FILES = {
    "usr/bin/nichoir", "usr/lib/nichoir/update-keys", "usr/lib/sysusers.d/nichoir.conf",
    f"{UNITS}/nichoir.service", f"{UNITS}/nichoir.service.d/walls.conf",
    f"{UNITS}/nichoir-http.socket", f"{UNITS}/nichoir-https.socket",
    "usr/share/doc/nichoir/README.md", "usr/share/doc/nichoir/README.Debian.md", "usr/share/doc/nichoir/FEDERATION.md",
    "usr/share/doc/nichoir/copyright", "usr/share/doc/nichoir/examples/nichoir.toml",
}
# Gives the sockets, from number 3 on, to the program as systemd does (sd_listen_fds(3)), in a network where nobody is.
AS_SYSTEMD = 'ip link set lo up && LISTEN_PID=$$ exec "$@"'


@pytest.fixture(scope="session", name="package")
def build_package(tmp_path_factory):
    """The package around the program that the other tests run too."""
    if not shutil.which("cargo-deb"):
        assert "CI" not in os.environ, "cargo-deb is missing"
        pytest.skip("cargo-deb is missing: cargo install --locked cargo-deb")
    package = tmp_path_factory.mktemp("package") / "nichoir.deb"
    subprocess.run(["cargo", "deb", "--quiet", "--no-build", "--no-strip", "--fast", "--profile", "dev",
                    "--output", package], cwd=SOURCE, check=True)
    return package


@pytest.fixture(scope="session", name="tree")
def unpack(package, tmp_path_factory):
    """What it brings, in a folder."""
    folder = tmp_path_factory.mktemp("tree")
    subprocess.run(["dpkg-deb", "-x", package, folder], check=True)
    return folder


def field(package, name):
    """A field of its control file."""
    return subprocess.run(["dpkg-deb", "-f", package, name], capture_output=True, text=True, check=True).stdout.strip()


def test_it_has_all_that_a_server_needs_and_nothing_else(tree):
    assert {str(path.relative_to(tree)) for path in tree.rglob("*") if path.is_file()} == FILES
    assert "GNU AFFERO GENERAL PUBLIC LICENSE" in (tree / "usr/share/doc/nichoir/copyright").read_text()


def test_it_says_what_it_is(package):
    version = re.search(r'^version = "(.*)"', (SOURCE / "Cargo.toml").read_text(), re.MULTILINE).group(1)
    assert field(package, "Package") == "nichoir"
    assert field(package, "Version").startswith(version)
    assert "libc6 (>=" in field(package, "Depends") and "systemd" in field(package, "Depends")


def test_the_server_has_no_capability_and_the_walls_of_the_card(tree):
    walls = f"{UNITS}/nichoir.service.d/walls.conf"
    assert (tree / walls).read_text() == (SOURCE / "board/common/root" / walls).read_text()
    report = subprocess.run(["systemd-analyze", "security", "--offline=true", tree / UNITS / "nichoir.service"],
                            capture_output=True, text=True, check=True).stdout
    assert float(re.search(r"Overall exposure level for .*: ([0-9.]+)", report).group(1)) <= EXPOSURE, report


def test_systemd_understands_the_units(tree, tmp_path):
    units = tmp_path / "units"
    shutil.copytree(tree / UNITS, units)
    unit = units / "nichoir.service"
    unit.write_text(unit.read_text().replace("=/usr/bin/nichoir", f"={tree}/usr/bin/nichoir"))
    done = subprocess.run(["systemd-analyze", "verify", "--man=no", *units.glob("*.*t"), unit],
                          capture_output=True, text=True, check=False)
    ours = [line for line in done.stderr.splitlines() if "nichoir" in line]
    assert not ours, done.stderr


def test_the_user_is_made_as_the_package_says(tree, tmp_path):
    (tmp_path / "etc").mkdir()
    subprocess.run(["systemd-sysusers", f"--root={tmp_path}", tree / "usr/lib/sysusers.d/nichoir.conf"], check=True)
    line = next(line for line in (tmp_path / "etc/passwd").read_text().splitlines() if line.startswith("nichoir:"))
    assert line.endswith(":Nichoir:/var/lib/nichoir:/usr/sbin/nologin"), line


@pytest.fixture(name="server")
def start(tree, tmp_path):
    """The program as its unit starts it: where it answers, what it said, and the folder of its data."""
    unit = (tree / UNITS / "nichoir.service").read_text()
    command = re.search(r"^ExecStart=/(.*)$", unit, re.MULTILINE).group(1).split()
    words = dict(word.split("=") for word in re.search(r"^Environment=(.*)$", unit, re.MULTILINE).group(1).split())
    assert words["NICHOIR_DATA"] == "/var/lib/nichoir"
    sockets = [socket.create_server(("127.0.0.1", 0)) for _ in range(2)]
    environment = {**words, "PATH": os.environ["PATH"], "NICHOIR_DATA": str(tmp_path), "NICHOIR_SYS_ROOT": str(tree),
                   "LISTEN_FDS": "2", "LISTEN_FDNAMES": "http:https"}
    said = (tmp_path / "said").open("w+")  # pylint: disable=consider-using-with

    def hand_over():
        for number, one in enumerate(sockets):
            os.dup2(one.fileno(), 100 + number)
        for number in range(2):
            os.dup2(100 + number, 3 + number)

    # pylint: disable-next=consider-using-with,subprocess-popen-preexec-fn
    process = subprocess.Popen(["unshare", "--map-root-user", "--net", "sh", "-c", AS_SYSTEMD, "sh", tree / command[0],
                                *command[1:]], env=environment, stdout=said, stderr=said, close_fds=False,
                               preexec_fn=hand_over)
    yield f"http://127.0.0.1:{sockets[0].getsockname()[1]}", tmp_path
    process.terminate()
    process.wait(timeout=20)


def test_it_starts_and_waits_for_its_owner(server):
    base, data = server
    end = time.monotonic() + 60
    while not re.search(r"\b[2-9A-Z]{4}-[2-9A-Z]{4}\b", (data / "said").read_text()):
        assert time.monotonic() < end, (data / "said").read_text()
        time.sleep(0.1)
    request = urllib.request.Request(f"{base}/setup", headers={"Host": "nichoir.local"})
    with urllib.request.urlopen(request, timeout=20) as answer:
        assert answer.status == 200 and "Nichoir" in answer.read().decode()
    assert (data / "nichoir.sqlite3").exists()


def test_it_takes_no_update_before_anybody_is_trusted(tree, tmp_path):
    (tmp_path / "file").write_text("no update")
    done = subprocess.run([tree / "usr/bin/nichoir", "update", tmp_path / "file", "--data", tmp_path,
                           "--sys_root", tree], capture_output=True, text=True, check=False)
    assert done.returncode != 0 and "knows no keys" in done.stderr, done.stderr
