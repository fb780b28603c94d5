"""A private internet in this process: namespaces, addresses, a hosts file and a certificate authority.

Nothing outside of the test process and its children sees any of it, and the kernel takes it away when they
end. It is not a mock: real sockets, real TLS, real name lookups through `/etc/hosts`.
"""

import ctypes
import os
import shutil
import subprocess
from pathlib import Path

# 192.0.1.0/24 is held and never routed, yet outside of every range that a guard against private
# addresses refuses. No program under test has to be told that it is being tested.
HOSTS = {
    "nichoir.test": "192.0.1.10",
    "strict.test": "192.0.1.11",
    "newcomer.test": "192.0.1.12",
    "cavage.test": "192.0.1.21",
    "rfc9421.test": "192.0.1.22",
    "secure.test": "192.0.1.23",
    "snac.test": "192.0.1.31",
    "witness.test": "192.0.1.41",
    "pasture.test": "192.0.1.51",
    "golden.test": "192.0.1.52",
    "ada.test": "192.0.1.61",
    "bo.test": "192.0.1.62",
    "push.test": "192.0.1.63",
}

_CLONE_NEWNS = 0x00020000
_CLONE_NEWUSER = 0x10000000
_CLONE_NEWNET = 0x40000000
_CERTIFICATES = Path("/etc/ssl/certs")


class Network:
    """What the peers need to know about the private internet: where the certificates lie."""

    def __init__(self, folder):
        self.folder = folder
        self.authority = folder / "authority.pem"
        self.bundle = _CERTIFICATES / "ca-certificates.crt"

    def address(self, host):
        """The address of `host`, as its hosts file says."""
        return HOSTS[host]

    def certificate(self, host):
        """The paths of the certificate and the key of `host`, signed by our authority."""
        key, request, certificate = (self.folder / f"{host}.{part}" for part in ("key", "csr", "pem"))
        if certificate.exists():
            return certificate, key
        extensions = self.folder / f"{host}.ext"
        extensions.write_text(f"subjectAltName=DNS:{host}\nbasicConstraints=critical,CA:FALSE\n")
        _openssl("req", "-new", *_NEW_KEY, "-keyout", key, "-out", request, "-subj", f"/CN={host}")
        _openssl("x509", "-req", "-in", request, "-CA", self.authority,
                 "-CAkey", self.folder / "authority.key", "-CAcreateserial", "-days", "30",
                 "-extfile", extensions, "-out", certificate)
        return certificate, key


def enter(folder):
    """Move this process into fresh namespaces and build the private internet there.

    Raises `RuntimeError` with the reason where the system allows no namespaces: the stories
    cannot be told without them, and passing without having run would be a lie.
    """
    network = Network(folder)
    _unshare()
    _make_authority(network)
    _mount_hosts(folder)
    _mount_certificates(network)
    _run("ip", "link", "set", "lo", "up")
    for address in HOSTS.values():
        _run("ip", "address", "add", f"{address}/32", "dev", "lo")
    return network


def _unshare():
    """New network and mount namespaces; as somebody other than root, inside a new user namespace."""
    flags = _CLONE_NEWNET | _CLONE_NEWNS
    user, group = os.geteuid(), os.getegid()
    if user != 0:
        flags |= _CLONE_NEWUSER
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.unshare(flags) != 0:
        reason = os.strerror(ctypes.get_errno())
        raise RuntimeError(f"a private internet needs network and mount namespaces, and unshare says: {reason}")
    if user != 0:
        Path("/proc/self/setgroups").write_text("deny")
        Path("/proc/self/uid_map").write_text(f"0 {user} 1")
        Path("/proc/self/gid_map").write_text(f"0 {group} 1")
    # Without this our mounts would show on the machine itself.
    _run("mount", "--make-rprivate", "/")


def _mount_hosts(folder):
    hosts = folder / "hosts"
    lines = ["127.0.0.1 localhost", *(f"{address} {host}" for host, address in HOSTS.items())]
    hosts.write_text("\n".join(lines) + "\n")
    _run("mount", "--bind", hosts, "/etc/hosts")
    # No resolver: a name that is not in the file fails at once instead of asking the machine's own.
    resolver = folder / "resolv.conf"
    resolver.write_text("# no resolver on this internet\n")
    if Path("/etc/resolv.conf").exists():
        _run("mount", "--bind", resolver, "/etc/resolv.conf")


def _make_authority(network):
    _openssl("req", "-x509", *_NEW_KEY, "-keyout", network.folder / "authority.key",
             "-out", network.authority, "-days", "30", "-subj", "/CN=Authority of the peer tests")


def _mount_certificates(network):
    """The system's trust store plus our authority, as the bundle and as the hashed folder."""
    store = network.folder / "certs"
    store.mkdir()
    with open(store / "ca-certificates.crt", "wb") as bundle:
        system = _CERTIFICATES / "ca-certificates.crt"
        bundle.write(system.read_bytes() if system.exists() else b"")
        bundle.write(network.authority.read_bytes())
    shutil.copy(network.authority, store / "authority.pem")
    _openssl("rehash", store)
    _run("mount", "--bind", store, _CERTIFICATES)


def _openssl(*arguments):
    _run("openssl", *arguments)


def _run(*command):
    done = subprocess.run([str(part) for part in command], capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise RuntimeError(f"{' '.join(str(part) for part in command)}: {done.stderr.strip()}")


_NEW_KEY = ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-sha256")
