"""Updates of a card as their makers make them, and as others do: roots changed a little, signed by openssl."""

import base64
import json
import shutil
import subprocess
from hashlib import sha256
from pathlib import Path

SIGN = Path(__file__).parents[1] / "sign-card"
KEYS = "usr/lib/nichoir/update-keys"
VERSION = "usr/lib/nichoir/version"


class Updates:
    """Made from what image/build left beside `image`, in `folder`."""

    def __init__(self, image, folder):
        self._folder = Path(folder)
        self._tree = self._folder / "tree"
        self._kernel = json.loads(Path(f"{image}.manifest").read_text())["kernel"]
        subprocess.run(["fsck.erofs", f"--extract={self._tree}", f"{image}.root"], capture_output=True, check=True)
        (self._tree / KEYS).write_bytes(self._key("ours"))
        self._key("other")
        # So that a root fits every version that its update says.
        (self._tree / VERSION).unlink()

    def _key(self, name):
        private = self._folder / f"{name}.pem"
        subprocess.run(["openssl", "genpkey", "-algorithm", "ed25519", "-out", private], check=True)
        public = subprocess.run(["openssl", "pkey", "-in", private, "-pubout", "-outform", "DER"],
                                check=True, capture_output=True).stdout[-32:]
        return base64.b64encode(public) + b"\n"

    def root(self, name, server=None):
        """A root whose server is the script `server`; `None` for the real one, empty for none at all."""
        program = self._tree / "usr/bin/nichoir"
        kept = self._folder / "server"
        shutil.copy2(program, kept)
        if server is not None:
            program.unlink()
        if server:
            program.write_text(server)
            program.chmod(0o755)
        path = self._folder / f"{name}.erofs"
        subprocess.run(["mkfs.erofs", "--quiet", "-zlz4", "-C65536", "--all-root", path, self._tree], check=True,
                       capture_output=True)
        shutil.copy2(kept, program)
        return path

    def sign(self, root, version, by="ours", spoil=False):
        """The update as a file."""
        content = Path(root).read_bytes()
        about = {"version": version, "kernel": self._kernel, "bytes": len(content),
                 "sha256": sha256(content).hexdigest()}
        manifest = self._folder / "manifest"
        manifest.write_text(json.dumps(about, separators=(",", ":")) + "\n")
        update = self._folder / "card.update"
        with update.open("wb") as file:
            subprocess.run([SIGN, self._folder / f"{by}.pem", manifest, root], check=True, stdout=file)
        if spoil:
            with update.open("r+b") as file:
                file.seek(len(content) // 2)
                file.write(b"spoiled by somebody")
        return update
