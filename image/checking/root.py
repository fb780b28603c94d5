"""The read-only root of a card with files of a test laid over it. Only the root that the card starts from is changed."""

import shutil
import subprocess
from pathlib import Path

SLOT_A = 2


def lay_over(card, files, folder):
    """Puts `files` into root a of `card`: for each path below the root what makes its new content of the old one (empty
    if there was none). `folder` is for what lies between."""
    folder = Path(folder)
    tree, image = folder / "root", folder / "root.erofs"
    card.copy_out(SLOT_A, image)
    shutil.rmtree(tree, ignore_errors=True)
    _run("fsck.erofs", "--extract=" + str(tree), image)
    for path, change in files.items():
        target = tree / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(change(target.read_bytes() if target.exists() else b""))
    image.unlink()
    # As the build packs it, but quickly.
    _run("mkfs.erofs", "--quiet", "-zlz4", "--all-root", image, tree)
    shutil.rmtree(tree)
    card.copy_in(SLOT_A, image)
    image.unlink()


def _run(*command):
    subprocess.run([str(part) for part in command], check=True, capture_output=True)
