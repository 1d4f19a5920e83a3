"""A hall without internet: the address by which phones in the room reach this laptop, found without asking anybody."""

from __future__ import annotations

import fcntl
import socket
import struct
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from ipaddress import ip_address
from pathlib import Path

LOOPBACK = "127.0.0.1"
_ADDRESS_OF_INTERFACE = 0x8915
"""SIOCGIFADDR of Linux (netdevice(7))."""
_INTERFACES, _ROUTES = Path("/sys/class/net"), Path("/proc/net/route")


@dataclass(frozen=True, slots=True)
class Interface:
    """One way into a network. `routed`: it also leads on to others, as a venue's Wi-Fi with internet does."""

    name: str
    address: str
    real: bool = True
    """A card of this machine, not one that only programs know, such as a tunnel or a container's bridge."""
    wireless: bool = False
    routed: bool = False


@dataclass(frozen=True, slots=True)
class Place:
    """Where this laptop is to be found. `address` is None where it is in no network at all."""

    address: str | None
    others: tuple[str, ...] = ()
    """Its further addresses, should phones be in another of its networks."""


def find_place(wanted: str | None = None) -> Place:
    """The likely address in the room's network, or the wanted one, and the others beside it."""
    known = [interface.address for interface in likely_first(interfaces())]
    chosen = wanted or next(iter(known), None)
    return Place(chosen, tuple(address for address in known if address != chosen))


def likely_first(found: Iterable[Interface]) -> list[Interface]:
    """Real cards before tunnels and bridges, given addresses before those a card made up for want of one, then the
    way that leads on, then Wi-Fi."""

    def unlikely(one: Interface) -> tuple[bool, bool, bool, bool, str]:
        return (not one.real, ip_address(one.address).is_link_local, not one.routed, not one.wireless, one.name)

    return sorted(found, key=unlikely)


def interfaces() -> list[Interface]:
    """Every interface with an IPv4 address but loopback. It reads what the system knows, and sends nothing."""
    routed, found = _routed(), []
    for _, name in socket.if_nameindex():
        address = _address_of(name)
        if address is not None and not ip_address(address).is_loopback:
            here = _INTERFACES / name
            real, wireless = (here / "device").exists(), (here / "wireless").exists()
            found.append(Interface(name, address, real, wireless, name in routed))
    return found


def listening(hosts: Iterable[str], port: int) -> list[socket.socket]:
    """A listening socket at each of these addresses, each once. Raises OSError where one cannot be had."""
    opened: list[socket.socket] = []
    try:
        for host in dict.fromkeys(hosts):
            opened.append(made := socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET))
            made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            made.bind((host, port))
            made.set_inheritable(True)
    except OSError:
        for made in opened:
            made.close()
        raise
    return opened


def _address_of(name: str) -> str | None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as asked, suppress(OSError):
        request = struct.pack("256s", name.encode()[:15])
        return socket.inet_ntoa(fcntl.ioctl(asked.fileno(), _ADDRESS_OF_INTERFACE, request)[20:24])
    return None


def _routed() -> set[str]:
    """The interfaces that lead to everywhere else: those with a default route."""
    with suppress(OSError):
        lines = [line.split() for line in _ROUTES.read_text("ascii").splitlines()[1:]]
        return {line[0] for line in lines if len(line) > 1 and line[1] == "00000000"}
    return set()
