"""The DNS of the lab: Knot, which takes updates of one zone from whoever has its key (RFC 2136, TSIG)."""

from house.space import run
from peers.program import Program

# The owner's zone; the one name in it that the key may change is the zone's own top and all below.
ZONE = "nest.test"
KEY_NAME = "nest-key"
KEY = "bmVzdC1rZXktZm9yLXRoZS1sYWItb25seS0zMmJ5dGU="
ALGORITHM = "hmac-sha256"
ADDRESSES = ("192.0.1.1", "3ffe:1::1")
# What an owner types to let the box change the zone.
ACCESS = {"server": "ns.lab", "zone": ZONE, "key_name": KEY_NAME, "algorithm": ALGORITHM, "secret": KEY}

_CONFIGURATION = """
server:
  listen: [ 0.0.0.0@53, "::@53" ]
  rundir: "{folder}"
  background-workers: 1
  tcp-workers: 1
  udp-workers: 1
log:
  - target: stderr
    any: info
database:
  storage: "{folder}"
key:
  - id: {key_name}
    algorithm: {algorithm}
    secret: {key}
acl:
  - id: owner
    key: {key_name}
    action: update
    update-owner: zone
    update-owner-match: sub-or-equal
    update-type: [ A, AAAA, TXT ]
template:
  - id: default
    storage: "{folder}"
    file: "%s.zone"
    zonefile-load: difference
    zonefile-sync: -1
    journal-content: all
zone:
  - domain: .
    file: root.zone
  - domain: {zone}
    acl: owner
"""

_HEAD = """
$TTL 60
@ SOA ns.{origin} nobody.{origin} 1 60 60 600 1
@ NS ns.{origin}
"""


class NameServer:
    """Answers for the whole of the lab's internet: `names` are fixed, the owner's zone starts without an address."""

    def __init__(self, folder, names):
        self.folder = folder / "knot"
        self.folder.mkdir(parents=True)
        self._configuration = self.folder / "knot.conf"
        self._configuration.write_text(_CONFIGURATION.format(
            folder=self.folder, zone=ZONE, key_name=KEY_NAME, algorithm=ALGORITHM, key=KEY))
        servers = [("ns.lab", address) for address in ADDRESSES]
        lines = [f"{host}. {'AAAA' if ':' in address else 'A'} {address}" for host, address in [*servers, *names]]
        (self.folder / "root.zone").write_text(
            _HEAD.format(origin="lab.") + "\n".join([*lines, f"{ZONE}. NS ns.lab.", ""]))
        (self.folder / f"{ZONE}.zone").write_text(_HEAD.format(origin="lab."))
        self.program = Program("knot", ["knotd", "-c", self._configuration], self.folder / "log",
                               ("127.0.0.1", 53))

    def start(self):
        """Start with the zones as they were written last."""
        self.program.start()

    def stop(self):
        """Stop."""
        self.program.stop()

    def point(self, name, *addresses):
        """Set the addresses of `name` in the owner's zone by hand, as somebody at a web page would."""
        lines = ["server 127.0.0.1", f"zone {ZONE}.", f"del {name}. A", f"del {name}. AAAA"]
        lines += [f"add {name}. 60 {'AAAA' if ':' in address else 'A'} {address}" for address in addresses]
        run("knsupdate", "-y", f"{ALGORITHM}:{KEY_NAME}:{KEY}", input="\n".join([*lines, "send", ""]))

    def addresses(self, name=ZONE):
        """Where `name` leads, as this server answers."""
        kinds = ("A", "AAAA")
        answers = [run("kdig", "@127.0.0.1", "+short", "+retry=0", "+timeout=2", name, kind) for kind in kinds]
        return [line for answer in answers for line in answer.split()]
