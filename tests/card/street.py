"""Cards side by side on one network, where each has a public address of its own, as behind some providers' lines.

The internet of the lab (`house`) is in this process's namespace: names, an authority for certificates, the time. A
bridge leads from it to the guests.
"""

from pathlib import Path

from checking.card import Card
from checking.machine import Machine
from checking.root import lay_over
from checking.time_server import time_server

from card.box import Box
from house.authority import Authority
from house.browser import Browser
from house.name_server import ZONE, NameServer
from house.space import Outside, run
from peers.network import HOSTS
from peers.program import Program

US, US_V6 = "192.0.1.1", "3ffe:1::1"
AUTHORITY = "ca.test"
TRUST = "etc/ssl/certs/ca-certificates.crt"
SETTINGS = "etc/systemd/system/nichoir.service.d/lab.conf"


class Street:
    """A context manager: everything on it ends with the block."""

    def __init__(self, network, image, folder):
        self.network, self._image, self._folder = network, image, folder
        self._names = NameServer(folder, [(AUTHORITY, US), *HOSTS.items()])
        self._authority = Authority(network, folder, AUTHORITY, 14000, f"{US}:53")
        self._addresses = Program("dnsmasq", [
            "dnsmasq", "--keep-in-foreground", "--conf-file=/dev/null", "--port=0", "--interface=street", "--user=root",
            f"--dhcp-range={US},static",
            "--dhcp-range=3ffe:1::,ra-only,64", "--enable-ra", f"--dhcp-option=option:dns-server,{US}", f"--dhcp-leasefile={folder}/leases",
            "--pid-file", *(f"--dhcp-host={mac(number)},{address(number)}" for number in (1, 2))],
            folder / "dnsmasq.log", None, ready=lambda: (folder / "leases").exists())
        self._time = time_server(US)
        self.trust = folder / "trust.pem"
        self.browser = Browser(Outside(folder), self.trust)

    def __enter__(self):
        run("ip", "-batch", "-", input=f"link add street type bridge\naddress add {US}/24 dev street\n"
                                       f"address add {US_V6}/64 dev street nodad\nlink set street up\n")
        # Who says to neighbours that it is no router is not one for long (RFC 4861, section 7.2.5).
        Path("/proc/sys/net/ipv6/conf/street/forwarding").write_text("1\n")
        for part in (self._names, self._authority, self._addresses):
            part.start()
        self._time.__enter__()
        self.trust.write_bytes(self.network.bundle.read_bytes() + self._authority.root.read_bytes())
        return self

    def __exit__(self, *_):
        self._time.__exit__(None, None, None)
        for part in (self._addresses, self._authority, self._names):
            part.stop()
        run("ip", "link", "delete", "street")

    def box(self, number):
        """A card in a board of its own, not switched on: `box1.nest.test` and so on once it is claimed."""
        folder = self._folder / f"box{number}"
        folder.mkdir()
        card = Card(self._image, folder)
        card.choose(f"time_server={US}\n")
        ours = self.trust.read_bytes()
        directory = f"Environment=NICHOIR_ACME_DIRECTORIES=main={self._authority.directory}"
        lay_over(card, {TRUST: lambda _: ours, SETTINGS: lambda _: f"[Service]\n{directory}\n".encode()}, folder)
        return Box(self, Machine("qemu-virt", card, folder), Cable(number), f"box{number}.{ZONE}")


class Cable:
    """From a guest's network card to the street."""

    def __init__(self, number):
        # The address that it makes of its network card's: a neighbour in the same IPv6 network is in the house,
        # while next door in IPv4 there are strangers.
        self.address = f"3ffe:1::5054:ff:fe00:{number:x}"
        self.url = f"http://[{self.address}]"
        name = f"box{number}"
        run("ip", "tuntap", "add", name, "mode", "tap")
        run("ip", "link", "set", name, "master", "street", "up")
        self.arguments = ["-netdev", f"tap,id=net,ifname={name},script=no,downscript=no",
                          "-global", f"virtio-net-pci.mac={mac(number)}"]


def mac(number):
    """Of a guest's network card."""
    return f"52:54:00:00:00:{number:02x}"


def address(number):
    """What the guest gets from us."""
    return f"192.0.1.{100 + number}"


