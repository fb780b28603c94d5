"""An update that openssl signed, by the script that releases use, is taken; one of somebody else is not."""

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
