"""HTTP to addresses that an operator configured: no private targets unless allowed, the address pinned, no redirects."""

import asyncio
import ipaddress
import socket
from dataclasses import dataclass

import httpx

from shared.clock import Clock

PINNED_SECONDS = 60.0
NAT64 = ipaddress.ip_network("64:ff9b::/96")

Address = ipaddress.IPv4Address | ipaddress.IPv6Address


class ForbiddenTarget(httpx.TransportError):
    """The target is private, local to the link or otherwise not of the public network."""


def is_public(address: Address) -> bool:
    """Whether an address may be spoken to without leave; one that wraps another is judged by what it wraps."""
    if isinstance(address, ipaddress.IPv6Address):
        wrapped = address.ipv4_mapped or address.sixtofour or _nat64(address)
        if wrapped is not None:
            return is_public(wrapped)
    return address.is_global and not address.is_multicast


def _nat64(address: ipaddress.IPv6Address) -> ipaddress.IPv4Address | None:
    return ipaddress.IPv4Address(int(address) & 0xFFFFFFFF) if address in NAT64 else None


@dataclass(frozen=True)
class Pin:
    """A host's checked address, believed until `until` (monotonic seconds)."""

    address: str
    until: float


class GuardedTransport(httpx.AsyncHTTPTransport):
    """Resolves a host once, checks every address it has, and connects to the one it checked.

    One transport speaks to one configured target: connections are pooled by address.
    """

    def __init__(self, clock: Clock, *, allow_private: bool, connections: int) -> None:
        limits = httpx.Limits(max_connections=connections, max_keepalive_connections=connections)
        super().__init__(limits=limits, trust_env=False)
        self.clock, self.allow_private = clock, allow_private
        self._pins: dict[str, Pin] = {}

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        host = request.url.host
        address = await self._pinned(host, request.url.port or 443)
        request.extensions = {**request.extensions, "sni_hostname": host}
        request.url = request.url.copy_with(host=address)
        return await super().handle_async_request(request)

    async def _pinned(self, host: str, port: int) -> str:
        pin = self._pins.get(host)
        if pin is None or pin.until < self.clock.monotonic():
            address = await self._checked(host, port)
            pin = self._pins[host] = Pin(address, self.clock.monotonic() + PINNED_SECONDS)
        return pin.address

    async def _checked(self, host: str, port: int) -> str:
        found = await _resolved(host, port)
        if not self.allow_private and not all(is_public(ipaddress.ip_address(address)) for address in found):
            raise ForbiddenTarget(f"{host} is not on the public network; set allow_private where that is meant")
        return found[0]


async def _resolved(host: str, port: int) -> list[str]:
    try:
        return [str(ipaddress.ip_address(host))]
    except ValueError:
        pass
    try:
        found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except OSError as unknown:
        raise httpx.ConnectError(f"{host} cannot be resolved") from unknown
    return [str(entry[4][0]).partition("%")[0] for entry in found]


def outbound_client(
    clock: Clock, *, allow_private: bool = False, timeout: float = 15, connections: int = 16
) -> httpx.AsyncClient:
    """A client for one target; redirects are answers like others, proxies of the environment are not used."""
    transport = GuardedTransport(clock, allow_private=allow_private, connections=connections)
    return httpx.AsyncClient(transport=transport, timeout=timeout, follow_redirects=False, trust_env=False)
