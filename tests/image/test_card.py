"""What was written on the card reaches whom it is for, and nobody else; the real program reads it."""

import os
import stat
import subprocess
from pathlib import Path

import pytest

SOURCE = Path(__file__).parents[2]
CARD = SOURCE / "board/common/root/usr/lib/nichoir/card"
BINARY = Path(os.environ.get("NICHOIR_BINARY", SOURCE / "target/debug/nichoir"))
GOLDEN = SOURCE / "tests/golden/imager"
WIFI = "wifi_name=Nest\nwifi_password=eggs and milk\n"


class Box:
    """The folders that the card's program works on; mounting and owners are left to the real card."""

    def __init__(self, root):
        self.root = root
        for folder in ("run/nichoir/boot", "run/systemd", "var/lib/iwd", "data/system", "proc/sys/kernel", "bin"):
            (root / folder).mkdir(parents=True)
        (root / "run/nichoir/boot-partition").write_text("/dev/null\n")
        (root / "proc/sys/kernel/hostname").write_text("nichoir\n")
        for name in ("mount", "umount", "chown"):
            self.program(name, "#!/bin/sh\n")
        (root / "bin/nichoir").symlink_to(BINARY)
        self.boot = root / "run/nichoir/boot"
        self.notes = root / "run/nichoir/notes"

    def program(self, name, text):
        """A program that stands in for another one."""
        path = self.root / "bin" / name
        path.unlink(missing_ok=True)
        path.write_text(text)
        path.chmod(0o755)

    def take(self, **files):
        """A start with these files on the card; what the program said."""
        for name, text in files.items():
            content = text if isinstance(text, bytes) else text.encode()
            (self.boot / name.replace("_txt", ".txt").replace("_", "-")).write_bytes(content)
        environment = {"PATH": f"{self.root}/bin:{os.environ['PATH']}", "NICHOIR_CARD_ROOT": str(self.root)}
        done = subprocess.run(["sh", CARD, "take"], env=environment, capture_output=True, text=True,
                              check=True, timeout=30)
        return done.stderr

    def networks(self):
        """What iwd would read."""
        return {path.name: path.read_text() for path in (self.root / "var/lib/iwd").iterdir()}

    def note(self, name):
        """What the server would read."""
        path = self.notes / name
        return path.read_text() if path.exists() else ""


@pytest.fixture
def box(tmp_path):
    """A card that has not started yet."""
    assert BINARY.exists(), "cargo build first"
    return Box(tmp_path)


def test_everybody_gets_what_is_theirs(box):
    box.take(nichoir_txt=WIFI + "wifi_country=fr\nclaim_code=ABCD-EFGH\ndomain=home.example\n"
                                "hostname=birdhouse\ntime_server=192.168.1.1\n")
    assert box.networks() == {"Nest.psk": "[Security]\nPassphrase=eggs and milk\n"}
    assert stat.S_IMODE((box.root / "var/lib/iwd/Nest.psk").stat().st_mode) == 0o600
    assert (box.root / "run/nichoir/iwd/main.conf").read_text() == "[General]\nCountry=FR\n"
    assert (box.root / "proc/sys/kernel/hostname").read_text() == "birdhouse\n"
    timesyncd = box.root / "run/systemd/timesyncd.conf.d/card.conf"
    assert timesyncd.read_text() == "[Time]\nNTP=192.168.1.1\n"
    assert box.note("nichoir.txt") == "claim_code=ABCD-EFGH\ndomain=home.example\nhostname=birdhouse\nwifi=yes\n"
    assert not (box.root / "run/nichoir/wishes").exists()


def test_the_server_never_sees_a_password(box):
    said = box.take(nichoir_txt=WIFI, user_data=(GOLDEN / "user-data").read_text(),
                    network_config=(GOLDEN / "network-config").read_text())
    seen = said + "".join(path.read_text() for path in box.notes.iterdir())
    for secret in ("eggs and milk", "f42c6fc5", "$5$MnPD2ALRyj"):
        assert secret not in seen


def test_what_imager_wrote_is_honoured(box):
    said = box.take(user_data=(GOLDEN / "user-data").read_text(),
                    network_config=(GOLDEN / "network-config").read_text())
    name = "=" + b'My "nest": 2.4'.hex() + ".psk"
    key = "f42c6fc52df0ebef9ebb4b90b38a5f902e83fe1b135a70e23aed762e9710a12e"
    assert box.networks() == {name: f"[Security]\nPreSharedKey={key}\n[Settings]\nHidden=true\n"}
    assert box.note("nichoir.txt") == "hostname=birdhouse\nwifi=yes\n"
    assert box.note("unused").split() == ["user", "ssh"]
    assert "nobody can log in to this machine" in said


def test_a_network_on_the_card_counts_once(box):
    box.take(nichoir_txt=WIFI)
    network = box.root / "var/lib/iwd/Nest.psk"
    network.write_text("corrected on the page")
    box.take()
    assert network.read_text() == "corrected on the page"
    box.take(nichoir_txt=WIFI.replace("milk", "cream"))
    assert "eggs and cream" in network.read_text(), "whoever writes something new means it"
    box.take(nichoir_txt="wifi_name=Nest\n")
    assert box.networks() == {"Nest.open": ""}


def test_whoever_gives_the_box_away_gives_no_password(box):
    box.take(nichoir_txt=WIFI)
    box.take(RESET="")
    assert box.networks(), "the box stays in the house"
    (box.boot / "nichoir.txt").unlink()
    box.take(RESET="ALL\r\n")
    assert not box.networks() and not (box.boot / "RESET").exists()
    assert box.note("RESET").strip() == "ALL"


def test_files_of_windows_and_nonsense_are_no_failed_start(box):
    text = ("\ufeff# mine\r\nwifi-name = \"Nid d’été\"\r\nWIFI_PASSWORD='œufs'\r\n"
            "wifi_nmae=Nest\r\nhello\r\nrelay=nichoir-relay://relay.example#pin\r\n")
    said = box.take(nichoir_txt=text)
    assert not box.networks()
    assert box.note("unused").splitlines() == ["wifi_nmae", "line 5", "relay", "wifi_password"]
    assert "relays are not supported yet" in said
    box.take(nichoir_txt="wifi_name=Nest\r\nwifi_password=eggs and milk\r\n".encode("utf-16"))
    assert list(box.networks()) == ["Nest.psk"]
    for rubbish in (b"\0" * 4096, os.urandom(8192), b"a=b\n" * 100_000, b"\xff\xfe\x00", b"=" * 16_000):
        box.take(nichoir_txt=rubbish, user_data=rubbish, network_config=rubbish)


def test_a_program_that_breaks_is_no_failed_start(box):
    box.program("nichoir", "#!/bin/sh\nexit 1\n")
    assert "cannot be read" in box.take(nichoir_txt=WIFI, CLAIM_txt="ABCD-EFGH\n")
    assert box.note("CLAIM.txt") == "ABCD-EFGH\n"


def test_the_example_on_the_card_is_understood(box):
    example = (SOURCE / "board/common/nichoir.txt").read_text()
    box.take(nichoir_txt=example)
    assert not box.networks() and not box.note("unused") and not box.note("nichoir.txt")
    wanted = "\n".join(line[1:] if "=" in line else line for line in example.splitlines())
    box.take(nichoir_txt=wanted)
    assert list(box.networks()) == ["My Wi-Fi.psk"] and not box.note("unused")
