"""avahi on one machine of the lab, with a message bus of its own."""

from dataclasses import dataclass

_BUS = """<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <type>system</type>
  <listen>unix:path=/run/dbus/system_bus_socket</listen>
  <auth>EXTERNAL</auth>
  <policy context="default">
    <allow user="*"/><allow own="*"/>
    <allow send_type="method_call"/><allow send_type="signal"/>
    <allow send_requested_reply="true" send_type="method_return"/>
    <allow send_requested_reply="true" send_type="error"/>
    <allow receive_type="method_call"/><allow receive_type="signal"/>
    <allow receive_type="method_return"/><allow receive_type="error"/>
  </policy>
</busconfig>
"""

_DAEMON = """
[server]
host-name={host}
allow-interfaces=eth0
use-ipv4=yes
use-ipv6=yes
ratelimit-interval-usec=1000000
ratelimit-burst=1000
[wide-area]
enable-wide-area=no
[publish]
publish-workstation=no
"""


@dataclass(frozen=True)
class Found:
    """One service as avahi-browse resolves it."""

    name: str
    kind: str
    host: str
    address: str
    port: int
    txt: str


class Avahi:
    """The two daemons. `host` is what it calls itself, below `.local`."""

    def __init__(self, space, host=None):
        self.space = space
        host = host or space.name
        bus, daemon = space.folder / "bus.xml", space.folder / "avahi.conf"
        bus.write_text(_BUS)
        daemon.write_text(_DAEMON.format(host=host))
        run = space.folder / "run"
        self._sockets = [run / "dbus" / "system_bus_socket", run / "avahi-daemon" / "socket"]
        (run / "dbus").mkdir()
        self._programs = [
            space.program("dbus", ["dbus-daemon", f"--config-file={bus}", "--nofork", "--nopidfile"],
                          ready=self._sockets[0].exists),
            space.program("avahi", ["avahi-daemon", "-f", daemon, "--no-drop-root", "--no-chroot", "--no-rlimits"],
                          ready=self._sockets[1].exists),
        ]

    def start(self):
        """Start both."""
        for socket in self._sockets:
            socket.unlink(missing_ok=True)
        for program in self._programs:
            program.start()

    def stop(self):
        """Stop both."""
        for program in reversed(self._programs):
            program.stop()

    def services(self, kind):
        """What is announced now as `kind`, such as `_http._tcp`, on every address."""
        lines = self.space.run("avahi-browse", "--resolve", "--parsable", "--terminate", kind).splitlines()
        resolved = (line.split(";") for line in lines if line.startswith("="))
        # =;interface;protocol;name;type;domain;host;address;port;txt
        return [Found(_plain(part[3]), part[4], part[6], part[7], int(part[8]), part[9]) for part in resolved]

    def addresses(self, host):
        """Where `host` (with `.local`) is, of both kinds; empty if nobody answers."""
        answers = [self.space.run("avahi-resolve", kind, "--name", host, check=False) for kind in ("-4", "-6")]
        return [line.split()[1] for answer in answers for line in answer.splitlines()]

    def own_host(self):
        """What this avahi calls itself now; a conflict would have changed it."""
        return self.space.run("busctl", "--system", "call", "org.freedesktop.Avahi", "/",
                              "org.freedesktop.Avahi.Server", "GetHostNameFqdn").split('"')[1]


def _plain(name):
    """avahi writes what is not a letter as `\\032`: three decimal digits."""
    parts = name.split("\\")
    return parts[0] + "".join(chr(int(part[:3])) + part[3:] if part[:3].isdigit() else part for part in parts[1:])
