"""HTTP to the outside: no private or link-local targets unless allowed, the checked address is the one connected to,
no redirects, no proxies from the environment (DESIGN rule 18)."""

import asyncio
import ipaddress
import socket
from collections.abc import Iterable

import httpcore
import httpx
from httpcore._backends.auto import AutoBackend

NAT64 = ipaddress.ip_network("64:ff9b::/96")
KEPT = 60.0  # seconds for which an idle connection is kept


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


class GuardedBackend(AutoBackend):
    """Resolves, checks every address, and connects to one that was checked: a second answer cannot slip in."""

    def __init__(self, allow_private: bool) -> None:
        self.allow_private = allow_private

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ASYNC109 - the name is httpcore's
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        """Raises ForbiddenTarget, UnknownHost, and what httpcore raises."""
        address = await self._resolved(host, port)
        return await super().connect_tcp(address, port, timeout, local_address, socket_options)

    async def _resolved(self, host: str, port: int) -> str:
        try:
            found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
        except OSError as unknown:
            raise UnknownHost(f"{host}: {unknown.strerror}") from unknown
        addresses = [str(entry[4][0]) for entry in found]
        if not self.allow_private and not all(is_public(address) for address in addresses):
            raise ForbiddenTarget(f"{host} leads to a private address; set allow_private = true if that is meant")
        return addresses[0]


def http_client(*, allow_private: bool, timeout: float, connections: int) -> httpx.AsyncClient:
    """A client whose connections are kept and shared; `timeout` seconds for each of connect, write, read."""
    limits = httpx.Limits(max_connections=connections, max_keepalive_connections=connections, keepalive_expiry=KEPT)
    transport = httpx.AsyncHTTPTransport(limits=limits, trust_env=False)
    transport._pool._network_backend = GuardedBackend(allow_private)
    return httpx.AsyncClient(transport=transport, timeout=timeout, follow_redirects=False, trust_env=False)
