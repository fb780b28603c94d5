"""The router of the house: nftables for the packets, miniupnpd for the wishes of the machines behind it."""

import ipaddress
import re
import time

LAN = "192.168.77.1"
LAN_NETWORK = "192.168.77.0/24"
LAN_V6 = "3ffe:1:77::1"
LAN_NETWORK_V6 = "3ffe:1:77::/64"
_DAEMON_PORT = 2189

_RULES = """
flush ruleset
table inet filter {{
  chain miniupnpd {{
  }}
  chain prerouting_miniupnpd {{
  }}
  chain postrouting_miniupnpd {{
  }}
  chain forward {{
    type filter hook forward priority 0; policy drop;
    ct state established,related accept
    iifname "br-lan" accept
    {forward}
    jump miniupnpd
  }}
  chain prerouting {{
    type nat hook prerouting priority -100;
    {prerouting}
    jump prerouting_miniupnpd
  }}
  chain postrouting {{
    type nat hook postrouting priority 100;
    {postrouting}
    jump postrouting_miniupnpd
    meta nfproto ipv4 oifname "wan" masquerade
  }}
}}
"""

# Since 2.3.1 it refuses to work where the outer address is a private one, hence 192.0.1.0/24.
_DAEMON = f"""
ext_ifname=wan
ext_ifname6=wan
listening_ip=br-lan
http_port={_DAEMON_PORT}
enable_natpmp=yes
enable_upnp=yes
secure_mode=yes
system_uptime=no
friendly_name=Router of the lab
model_name=LabBox 7
upnp_table_name=filter
upnp_nat_table_name=filter
upnp_forward_chain=miniupnpd
upnp_nat_chain=prerouting_miniupnpd
upnp_nat_postrouting_chain=postrouting_miniupnpd
min_lifetime=120
uuid=6c8f3c1e-0d1c-4a0e-9a7b-9d6c0c0f7a11
allow 1-65535 {LAN_NETWORK} 1-65535
deny 0-65535 0.0.0.0/0 0-65535
"""


class Router:
    """`space` has the interfaces `wan` and `br-lan` already. `listens` is whether it takes wishes (UPnP, NAT-PMP, PCP)."""

    def __init__(self, space, listens=True):
        self.space = space
        self.listens = listens
        self._forward, self._prerouting, self._postrouting = [], [], []
        configuration = space.folder / "miniupnpd.conf"
        configuration.write_text(_DAEMON)
        self.daemon = space.program("miniupnpd", ["miniupnpd", "-d", "-f", configuration],
                                    ready=lambda: space.listens(_DAEMON_PORT))

    def start(self):
        """Rules in place, and the daemon where there is to be one."""
        # Where the machine filters inside bridges, what is turned back would not leave by the cable it came from.
        self.space.sysctl("--ignore", "net.bridge.bridge-nf-call-iptables=0")
        self._carry_packets(True)
        self._write_rules()
        if self.listens:
            self.daemon.start()

    def stop(self):
        """Stop the daemon."""
        self.daemon.stop()

    def reboot(self, seconds=0):
        """All that it was asked for is forgotten, and its uptime begins anew, after so many seconds of nothing."""
        self.daemon.stop()
        self._carry_packets(False)
        time.sleep(seconds)
        self.start()

    def move(self, old, new):
        """The provider gives it another address; connections through the old one are dead."""
        self.space.links(f"address del {old}/24 dev wan\naddress add {new}/24 dev wan\n"
                         "route replace default via 192.0.1.1")
        if self.listens:
            self.reboot()

    def hairpin(self, port, to, outer):
        """From now on this port of the outer address can be reached from inside the house as well."""
        self._prerouting.append(f'iifname "br-lan" ip daddr {outer} tcp dport {port} dnat ip to {to}:{port}')
        self._postrouting.append(f'oifname "br-lan" ip saddr {LAN_NETWORK} ip daddr {to} masquerade')
        self._write_rules()

    def forward(self, port, to, outer):
        """A forwarding that somebody set by hand on the router's page: for IPv4 at the outer address."""
        self._prerouting.append(f"ip daddr {outer} tcp dport {port} dnat ip to {to}:{port}")
        self._forward.append(f"ip daddr {to} tcp dport {port} accept")
        self._write_rules()

    def mappings(self):
        """What machines have asked for and got: a set of (outer port, inner address)."""
        rules = self.space.run("nft", "list", "chain", "inet", "filter", "prerouting_miniupnpd")
        return set(re.findall(r"dport (\d+).* dnat ip to ([\d.]+)", rules))

    def pinholes(self):
        """The same for IPv6: a set of (port, inner address)."""
        rules = self.space.run("nft", "list", "chain", "inet", "filter", "miniupnpd")
        # miniupnpd writes raw matches: the 128 bits at 192 of the network header are the destination.
        found = re.findall(r"th dport (\d+) @nh,192,128 (0x[0-9a-f]+)", rules)
        return {(port, str(ipaddress.IPv6Address(int(bits, 16)))) for port, bits in found}

    def _carry_packets(self, carry):
        self.space.sysctl(f"net.ipv4.ip_forward={carry:d}", f"net.ipv6.conf.all.forwarding={carry:d}")

    def _write_rules(self):
        joined = ("\n    ".join(part) for part in (self._forward, self._prerouting, self._postrouting))
        text = _RULES.format(**dict(zip(("forward", "prerouting", "postrouting"), joined, strict=True)))
        self.space.run("nft", "-f", "-", input=text)
