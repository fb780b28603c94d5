"""The whole of the lab: the internet is the namespace of the test process, and a street leads from it to one house.

```
 inet (this process)          carrier           router              home .10, phone .20
 192.0.1.1   3ffe:1::1 ───── (only behind ────── wan | br-lan ────── eth0
 DNS, authorities, remote     shared addresses)        192.168.77.1, 3ffe:1:77::1
```
"""

from house import others
from house import router as routers
from house.authority import Authority
from house.browser import Browser
from house.home import Home
from house.name_server import ZONE, NameServer
from house.phone import Phone
from house.router import Router
from house.served import served
from house.space import Outside, Space, outcome, run
from peers.network import HOSTS
from peers.waiting import eventually

INET, INET_V6 = "192.0.1.1", "3ffe:1::1"
# 3ffe::/16 was the 6bone's and is nobody's since (RFC 3701): global to every guard, and never routed.
WAN, WAN_V6 = "192.0.1.2", "3ffe:1::2"
LAN_ROUTER = routers.LAN
SHARED_WAN, CARRIER = "100.64.0.2", "100.64.0.1"

OPEN, SHARED, ONLY_V6, ONLY_V4 = "open", "shared", "IPv6 only", "IPv4 only"


class Lab:
    """`line` is the kind of line; `wishes` is whether the router takes any (UPnP, NAT-PMP, PCP).

    What else is given makes the main authority as a story needs it.
    """

    def __init__(self, network, folder, line=OPEN, wishes=True, **authority):
        self.network, self.folder, self.line = network, folder, line
        self._spaces, self._running = [], []
        self.wan = {ONLY_V6: None, SHARED: SHARED_WAN}.get(line, WAN)
        resolver = f"[{INET_V6}]:53" if line == ONLY_V6 else f"{INET}:53"
        self.name_server = NameServer(folder, _names())
        self.main = Authority(network, folder, "ca.test", 14000, resolver, **authority)
        self.staging = Authority(network, folder, "staging.test", 14010, resolver)
        # What somebody sees who is not in the house: another person, or the owner's phone without Wi-Fi.
        self.outside = Browser(Outside(folder), folder / "trust.pem")
        self._wishes = wishes
        self.router = None
        # What browsers, apps and servers trust: the system's own authorities and, here, ours.
        self.trust = folder / "trust.pem"

    def start(self):
        """All of the street; no box and no phone yet."""
        self._lay_the_street()
        for part in (self.name_server, self.main, self.staging):
            self._running.append(part)
            part.start()
        self.router.start()
        self.trust.write_bytes(self.network.bundle.read_bytes() + self.main.root.read_bytes())

    def stop(self):
        """Everything ends, in the other order, and the street is taken away."""
        for part in reversed(self._running):
            part.stop()
        # A namespace goes some time after its last process; its end of the street must go now.
        outcome("ip", "link", "delete", "street")
        for space in reversed(self._spaces):
            space.remove()

    def trusts(self, url=f"https://{ZONE}/health"):
        """Whether somebody outside gets a page there with a certificate that everybody trusts."""
        return self.outside.get(url, within=2).status == 200

    @staticmethod
    def certificate():
        """The certificate that the box shows outside."""
        return eventually("the box shows a certificate", lambda: served(ZONE))

    def home(self, name="home", number=10, **options):
        """A box in the house, not started."""
        return Home(self, self.machine(name, number), **options)

    def phone(self, name="phone", number=20):
        """A phone in the house, started."""
        phone = Phone(self, self.machine(name, number))
        phone.start()
        return phone

    def machine(self, name, number):
        """Any machine at the bridge, at `192.168.77.number`, with IPv6 where the line has any."""
        space = self._space(name)
        run("ip", "-n", "router", "link", "add", f"lan{number}", "type", "veth",
            "peer", "name", "eth0", "netns", name)
        self.router.space.links(f"link set lan{number} master br-lan\nlink set lan{number} up")
        # The same card as before, if the machine was here already: others remember it.
        space.links(f"link set eth0 address 02:00:00:00:00:{number:02x}\n"
                    f"address add {lan_address(number)}/24 dev eth0\nlink set eth0 up\n"
                    f"route add default via {routers.LAN}")
        if self.line in (OPEN, ONLY_V6):
            space.links(f"address add {lan_address_v6(number)}/64 dev eth0 nodad\n"
                        f"route add default via {routers.LAN_V6}")
        space.ask_names_of(INET_V6 if self.line == ONLY_V6 else INET)
        return space

    def clear_the_house(self, *but):
        """Every machine in it is switched off and carried out, except those named."""
        for space in [space for space in self._spaces if space.name not in ("router", "carrier", *but)]:
            self._spaces.remove(space)
            space.remove()

    def _space(self, name):
        space = Space(name, self.folder)
        self._spaces.append(space)
        return space

    def _lay_the_street(self):
        router = self._space("router")
        carrier = self._space("carrier") if self.line == SHARED else None
        first = carrier or router
        run("ip", "link", "add", "street", "type", "veth", "peer", "name", "wan", "netns", first.name)
        _batch(f"address add {INET}/24 dev street", f"address add {INET_V6}/64 dev street nodad",
               "link set street up", f"route add {routers.LAN_NETWORK_V6} via {WAN_V6}")
        first.links(f"address add {WAN_V6}/64 dev wan nodad\nlink set wan up\n")
        if carrier:
            self._share_an_address(carrier, router)
        elif self.wan:
            router.links(f"address add {WAN}/24 dev wan\nroute add default via {INET}")
        router.links(f"""
            link add br-lan type bridge
            address add {routers.LAN}/24 dev br-lan
            address add {routers.LAN_V6}/64 dev br-lan nodad
            link set br-lan up
            {"" if carrier else f"route add default via {INET_V6}"}
        """)
        self.router = Router(router, self._wishes)

    def _share_an_address(self, carrier, router):
        """The carrier keeps the public address for itself and gives its customers one of 100.64/10 (RFC 6598)."""
        run("ip", "-n", carrier.name, "link", "add", "customers", "type", "veth",
            "peer", "name", "wan", "netns", router.name)
        carrier.links(f"address add {WAN}/24 dev wan\naddress add {CARRIER}/24 dev customers\n"
                      "link set customers up")
        carrier.sysctl("net.ipv4.ip_forward=1")
        carrier.run("nft", "-f", "-", input=_CARRIER_RULES)
        router.links(f"address add {SHARED_WAN}/24 dev wan\nlink set wan up\nroute add default via {CARRIER}")


_CARRIER_RULES = """
table ip nat {
  chain postrouting {
    type nat hook postrouting priority 100;
    oifname "wan" masquerade
  }
}
"""


def lan_address(number):
    """The IPv4 address of a machine in the house."""
    return f"192.168.77.{number}"


def lan_address_v6(number):
    """The IPv6 address of a machine in the house: global, since IPv6 needs no translation."""
    return f"3ffe:1:77::{number}"


def _names():
    ours = [(host, address) for host in ("ca.test", "staging.test") for address in (INET, INET_V6)]
    return [*ours, *HOSTS.items(), *others.HOSTS.items()]


def _batch(*commands):
    run("ip", "-batch", "-", input="\n".join(commands) + "\n")
