"""What the folders of the boards promise, read without building anything."""

import hashlib
import json
import os
import re
import subprocess
from pathlib import Path

import pytest

SOURCE = Path(__file__).parents[2]
BOARDS = sorted(path.parent for path in (SOURCE / "board").glob("*/parent"))
ROOT = SOURCE / "board/common/root"
# What image/steps asks each board for.
FILES = ("cmdline.txt", "config.txt", "early-modules-card", "early-modules-network", "early-modules-boot", "firmware", "device-trees")
# Higher is worse; 10 is a service without any walls.
EXPOSURE = {"nichoir.service": 1.5, "nichoir-log.service": 1.5, "nichoir-slot.service": 1.7}


def nearest(board, name):
    """The board's own file, else its family's, else everybody's."""
    while not (board / name).exists():
        assert board.name != "common", f"nobody has {name}"
        board = board.parent / (board / "parent").read_text().strip()
    return board / name


@pytest.mark.parametrize("board", [board for board in BOARDS if board.name != "pi"], ids=lambda board: board.name)
def test_a_board_has_all_that_the_build_asks_for(board):
    files = FILES + (("qemu", "harmless") if board.name.startswith("qemu-") else ())
    for name in files:
        nearest(board, name)


def test_nobody_can_log_in_and_nothing_can_be_installed():
    packages = {line.split()[0] for line in (SOURCE / "image/packages.lock").read_text().splitlines()
                if not line.startswith("#")}
    assert not packages & {"openssh-server", "apt", "dpkg", "perl-base", "gcc", "login", "passwd", "util-linux"}
    units = (SOURCE / "board/common/units").read_text()
    assert "mask getty.target" in units and "mask serial-getty@.service" in units


def test_a_card_takes_updates_of_nobody_whose_key_is_not_there():
    lines = (ROOT / "usr/lib/nichoir/update-keys").read_text().splitlines()
    assert all(line.startswith("#") for line in lines), "a key that is real belongs into a test of its own"


def test_only_the_doors_of_a_node_are_open():
    rules = (ROOT / "etc/nftables.conf").read_text()
    assert re.findall(r"policy (\w+);", rules) == ["drop", "drop"]
    assert re.findall(r"tcp dport (.*) accept", rules) == ["{ 80, 443 }"]
    wireless = re.findall(r'iifname "wl\*" (.*) accept', rules)
    assert wireless == ["udp sport 68 udp dport 67", "ip daddr 192.168.4.1 udp dport 53"]


def test_the_address_of_the_access_point_is_the_same_everywhere():
    network = (ROOT / "etc/systemd/network/55-access-point.network").read_text()
    socket = (ROOT / "usr/lib/systemd/system/nichoir-names.socket").read_text()
    octets = re.search(r"ADDRESS: Ipv4Addr = Ipv4Addr::new\((.*)\)",
                       (SOURCE / "src/appliance/wifi/mod.rs").read_text()).group(1).replace(", ", ".")
    assert f"Address={octets}/24" in network and f"DNS={octets}" in network
    assert f"ListenDatagram={octets}:53" in socket and f"ip daddr {octets} udp" in (ROOT / "etc/nftables.conf").read_text()


def test_an_image_for_a_real_board_comes_with_a_manifest_for_imager(tmp_path):
    image = tmp_path / "nichoir-pi-4.img"
    image.write_bytes(b"card" * 1024)
    environment = {**os.environ, "BOARD": "pi-4", "OUT": str(image), "SOURCE_DATE_EPOCH": "1764115200"}
    subprocess.run([SOURCE / "image/steps/70-imager"], env=environment, check=True)
    manifest = json.loads(Path(f"{image}.rpi-imager-manifest").read_text())
    (system,) = manifest["os_list"]
    # What rpi-imager's schema asks for, and without which it offers no customisation.
    for key in ("name", "description", "icon", "url", "extract_size", "extract_sha256", "image_download_size",
                "release_date"):
        assert system[key], key
    assert system["init_format"] == "cloudinit-rpi"
    assert system["extract_size"] == 4096 and system["url"] == image.as_uri()
    assert system["extract_sha256"] == hashlib.sha256(image.read_bytes()).hexdigest()
    assert system["release_date"] == "2025-11-26"
    (device,) = manifest["imager"]["devices"]
    assert device["tags"] == system["devices"]


def test_every_real_board_is_known_to_imager():
    step = (SOURCE / "image/steps/70-imager").read_text()
    for board in BOARDS:
        if board.name != "pi" and not board.name.startswith("qemu-"):
            assert f'"{board.name}":' in step, board.name


@pytest.mark.parametrize("name", ["nichoir.service", "nichoir-log.service"])
def test_what_reads_the_words_of_others_has_no_capability(name):
    unit = ROOT / "usr/lib/systemd/system" / name
    drop_ins = (ROOT / "usr/lib/systemd/system" / f"{name}.d").glob("*.conf")
    assert any("\nCapabilityBoundingSet=\n" in path.read_text() for path in (unit, *drop_ins))


@pytest.mark.parametrize("name", EXPOSURE)
def test_what_listens_to_others_and_what_root_does_for_it_have_thick_walls(name):
    unit = ROOT / "usr/lib/systemd/system" / name
    report = subprocess.run(["systemd-analyze", "security", "--offline=true", unit],
                            capture_output=True, text=True, check=True).stdout
    score = float(re.search(r"Overall exposure level for .*: ([0-9.]+)", report).group(1))
    assert score <= EXPOSURE[name], report
