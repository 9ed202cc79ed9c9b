"""Connections to the outside: no private or link-local targets unless allowed, and the checked address is the one
connected to (DESIGN rule 18)."""

import asyncio
import ipaddress
import socket

NAT64 = ipaddress.ip_network("64:ff9b::/96")


class ForbiddenTarget(Exception):
    """The name leads to an address inside our own network."""


class UnknownHost(Exception):
    """The name leads nowhere."""


def is_public(address: str) -> bool:
    """An address of the open Internet: not private, loopback, link-local, multicast or reserved."""
    ip = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(ip, ipaddress.IPv6Address):
        ip = ip.ipv4_mapped or ip.sixtofour or _nat64(ip) or ip
    return ip.is_global and not ip.is_multicast


def _nat64(ip: ipaddress.IPv6Address) -> ipaddress.IPv4Address | None:
    """The address that a translator would speak to [RFC 6052]."""
    return ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF) if ip in NAT64 else None


async def checked_address(host: str, port: int, *, allow_private: bool) -> str:
    """The address to connect to, every one of the host's being looked at: a second answer cannot slip in.

    Raises ForbiddenTarget, UnknownHost.
    """
    try:
        found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except OSError as unknown:
        raise UnknownHost(f"{host}: {unknown.strerror}") from unknown
    addresses = [str(entry[4][0]) for entry in found]
    if not allow_private and not all(is_public(address) for address in addresses):
        raise ForbiddenTarget(f"{host} leads to a private address; set allow_private = true if that is meant")
    return addresses[0]
