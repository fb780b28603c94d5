"""Updates of a card as their makers make them, and as others do: roots changed a little, signed by openssl."""

import base64
import gzip
import json
import re
import shutil
import subprocess
from hashlib import sha256
from pathlib import Path

from checking.plain import with_file

SIGN = Path(__file__).parents[1] / "sign-card"
KEYS = "usr/lib/nichoir/update-keys"
VERSION = "usr/lib/nichoir/version"
# Two kernels that a root can have.
OWN, OTHER = "own", "other"


class Updates:
    """Made from what image/build left beside `image`, in `folder`."""

    def __init__(self, image, folder):
        self._folder = Path(folder)
        tree = self._folder / "tree"
        self._boards = json.loads(Path(f"{image}.manifest").read_text())["boards"]
        subprocess.run(["fsck.erofs", f"--extract={tree}", f"{image}.root"], capture_output=True, check=True)
        (tree / KEYS).write_bytes(self._key("ours"))
        self._key("other")
        # So that a root fits every version that its update says.
        (tree / VERSION).unlink()
        other = self._folder / "other-tree"
        subprocess.run(["cp", "--archive", tree, other], check=True)
        another_kernel(other)
        self._trees = {OWN: tree, OTHER: other}
        self.kernels = {kernel: named(tree) for kernel, tree in self._trees.items()}

    def _key(self, name):
        private = self._folder / f"{name}.pem"
        subprocess.run(["openssl", "genpkey", "-algorithm", "ed25519", "-out", private], check=True)
        public = subprocess.run(["openssl", "pkey", "-in", private, "-pubout", "-outform", "DER"],
                                check=True, capture_output=True).stdout[-32:]
        return base64.b64encode(public) + b"\n"

    def root(self, name, server=None, kernel=OWN):
        """A root whose server is the script `server`; `None` for the real one, empty for none at all."""
        tree = self._trees[kernel]
        program = tree / "usr/bin/nichoir"
        kept = self._folder / "server"
        shutil.copy2(program, kept)
        if server is not None:
            program.unlink()
        if server:
            program.write_text(server)
            program.chmod(0o755)
        path = self._folder / f"{name}.erofs"
        subprocess.run(["mkfs.erofs", "--quiet", "-zlz4", "-C65536", "--all-root", path, tree], check=True,
                       capture_output=True)
        shutil.copy2(kept, program)
        return path

    def sign(self, root, version, by="ours", spoil=False):
        """The update as a file."""
        content = Path(root).read_bytes()
        about = {"version": version, "boards": self._boards, "bytes": len(content),
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


def named(tree):
    """The kernel that a root wants: its id on the card, and its release."""
    (modules,) = (tree / "usr/lib/modules").iterdir()
    return (tree / "usr/lib/nichoir/boot-id").read_text(), modules.name


def another_kernel(tree):
    """Gives the kernel in a root another release (and the root its modules by that name) and another id."""
    boot = tree / "usr/lib/nichoir/boot"
    (modules,) = (tree / "usr/lib/modules").iterdir()
    name = "other" + modules.name[5:]
    image = gzip.decompress((boot / "kernel8.img").read_bytes())
    # Not where it says which modules it takes: theirs are still the same.
    image, names = re.subn(re.escape(modules.name.encode()) + rb"(?! SMP preempt mod)", name.encode(), image)
    assert names
    (boot / "kernel8.img").write_bytes(gzip.compress(image, 1))
    modules.rename(modules.with_name(name))
    identity = "0123456789abcdef"
    for path in (tree / "usr/lib/nichoir/boot-id", boot / "id"):
        path.write_text(identity)
    (boot / "initrd.img").write_bytes(with_file(boot / "initrd.img", "id", identity))
