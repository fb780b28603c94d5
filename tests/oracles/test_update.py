"""An update that openssl signed, by the script that releases use, is taken; one of somebody else is not."""

import hashlib
import json
import os
import pathlib
import platform
import subprocess

BINARY = os.environ.get("NICHOIR_BINARY", "target/debug/nichoir")
SIGN = pathlib.Path(__file__).parents[2] / "image/sign"


def _key(path):
    subprocess.run(["openssl", "genpkey", "-algorithm", "ed25519", "-out", path], check=True)
    public = subprocess.run(["openssl", "pkey", "-in", path, "-pubout", "-outform", "DER"],
                            check=True, capture_output=True).stdout[-32:]
    return subprocess.run(["base64"], input=public, check=True, capture_output=True).stdout


def _sign(key, program, update):
    with open(update, "wb") as file:
        subprocess.run([SIGN, key, "9.0.0", platform.machine(), program], check=True, stdout=file)


def test_an_update_signed_by_openssl_is_taken_and_that_of_a_stranger_is_not(tmp_path):
    keys = tmp_path / "root/usr/lib/nichoir"
    keys.mkdir(parents=True)
    (keys / "update-keys").write_bytes(_key(tmp_path / "ours.pem"))
    _key(tmp_path / "other.pem")
    program = tmp_path / "program"
    program.write_text("#!/bin/sh\nexit 1\n")

    def take(signer):
        _sign(tmp_path / signer, program, tmp_path / "file.update")
        return subprocess.run([BINARY, "update", tmp_path / "file.update", "--data", tmp_path / "data",
                               "--sys_root", tmp_path / "root"], capture_output=True, text=True)

    refused = take("other.pem")
    assert refused.returncode == 2 and "nobody whom this Nichoir trusts" in refused.stderr, refused
    taken = take("ours.pem")
    assert taken.returncode == 0 and "9.0.0 is ready" in taken.stdout, taken


def test_a_card_takes_a_root_that_openssl_signed(tmp_path):
    box, run = tmp_path / "root/usr/lib/nichoir", tmp_path / "root/run/nichoir"
    box.mkdir(parents=True)
    run.mkdir(parents=True)
    (box / "update-keys").write_bytes(_key(tmp_path / "ours.pem"))
    (box / "boards").write_text("pi\n")
    for name, text in ("slot", "a"), ("record", "seq=0 good=a try=- left=0"), ("room", "4096"):
        (run / name).write_text(text + "\n")
    (tmp_path / "card.root").write_bytes(b"a root")
    (tmp_path / "card.manifest").write_text(json.dumps({
        "version": "9.0.0", "boards": "pi", "bytes": 6, "sha256": hashlib.sha256(b"a root").hexdigest()}) + "\n")
    with open(tmp_path / "card.update", "wb") as file:
        subprocess.run([SIGN.with_name("sign-card"), tmp_path / "ours.pem", tmp_path / "card.manifest",
                        tmp_path / "card.root"], check=True, stdout=file)
    taken = subprocess.run([BINARY, "update", tmp_path / "card.update", "--data", tmp_path / "data",
                            "--sys_root", tmp_path / "root"], capture_output=True, text=True)
    assert taken.returncode == 0 and "9.0.0 is ready" in taken.stdout, taken
    assert (tmp_path / "data/update/b").read_bytes() == b"a root"
