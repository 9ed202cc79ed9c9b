"""A load client that costs little: requests built beforehand, a fixed number of connections, one request under way on
each (a closed loop)."""

import asyncio
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import cast

import uvloop

Header = tuple[str, str]


@dataclass
class Load:
    """What a run saw: answers by status, seconds, and the latencies in milliseconds."""

    statuses: Counter[int] = field(default_factory=Counter)
    seconds: float = 0.0
    latencies: list[float] = field(default_factory=list)

    @property
    def rate(self) -> float:
        """Answers a second."""
        return sum(self.statuses.values()) / self.seconds if self.seconds else 0.0

    def percentile(self, share: float) -> float:
        """The latency in milliseconds that `share` (0 to 1) of the answers stayed within."""
        ordered = sorted(self.latencies)
        return ordered[min(int(len(ordered) * share), len(ordered) - 1)] if ordered else 0.0


def request(path: str, body: bytes, headers: Sequence[Header] = (), method: str = "POST") -> bytes:
    """The bytes of one HTTP/1.1 request."""
    lines = [f"{method} {path} HTTP/1.1", "host: 127.0.0.1", f"content-length: {len(body)}"]
    lines += [f"{name}: {value}" for name, value in headers]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


class Connection(asyncio.Protocol):
    """Sends the next request as soon as the last one is answered."""

    def __init__(self, requests: Iterator[bytes], load: Load, ended: asyncio.Event) -> None:
        self.requests, self.load, self.ended = requests, load, ended
        self.kept = b""
        self.stop = False
        self.sent_at = 0.0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast(asyncio.Transport, transport)  # uvloop's is no subclass
        self._send()

    def _send(self) -> None:
        following = None if self.stop else next(self.requests, None)
        if following is None:
            self.transport.close()
            return
        self.sent_at = time.perf_counter()
        self.transport.write(following)

    def data_received(self, data: bytes) -> None:
        self.kept += data
        head = self.kept.find(b"\r\n\r\n")
        if head < 0:
            return
        start = self.kept[:head].lower()
        at = start.find(b"content-length:")
        length = int(start[at + 15 :].split(b"\r\n", 1)[0]) if at >= 0 else 0
        if len(self.kept) < head + 4 + length:
            return
        self.load.statuses[int(self.kept[9:12])] += 1
        self.load.latencies.append((time.perf_counter() - self.sent_at) * 1000)
        self.kept = b""
        self._send()

    def connection_lost(self, _error: Exception | None) -> None:
        self.ended.set()


async def _drive(port: int, requests: Iterator[bytes], connections: int, seconds: float) -> Load:
    load, loop = Load(), asyncio.get_running_loop()
    made: list[Connection] = []
    began = time.perf_counter()
    for _ in range(connections):
        _, protocol = await loop.create_connection(
            lambda: Connection(requests, load, asyncio.Event()), "127.0.0.1", port
        )
        made.append(protocol)
    done = asyncio.gather(*(c.ended.wait() for c in made))
    try:
        await asyncio.wait_for(asyncio.shield(done), seconds)
    except TimeoutError:
        for connection in made:
            connection.stop = True
        await done
    load.seconds = time.perf_counter() - began
    return load


def drive(port: int, requests: Iterator[bytes], connections: int = 64, seconds: float = 10) -> Load:
    """Send `requests` until they end or `seconds` have passed."""
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        return runner.run(_drive(port, requests, connections, seconds))
