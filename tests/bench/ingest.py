"""Durable webhooks per second beside a bare FastAPI echo of the same run, with the CPU that each request costs.

    python -m tests.bench.ingest [DATABASE_URL] [SECONDS]

One uvicorn worker (uvloop, httptools), 64 connections, prebuilt requests of 2 kB with HMAC, the whole preset and the
secrecy check. The CPU of PostgreSQL's processes counts where the database is PostgreSQL.
"""

import asyncio
import hashlib
import hmac
import json
import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import migrations

CONNECTIONS = 64
SECRET = b"bench-secret"
CONFIG = """
[sources.bench]
preset = "idesk"
auth = { scheme = "hmac", header = "X-Signature", secrets = ["bench-secret"] }
"""
PARAGRAPH = (
    "Giao Sở Nội vụ chủ trì, phối hợp với Sở Tư pháp rà soát toàn bộ thủ tục hành chính thuộc lĩnh vực tổ chức, "
    "biên chế; báo cáo UBND tỉnh kết quả chậm nhất ngày 25/11/2026.\n"
)
TEXT = (
    "ỦY BAN NHÂN DÂN\nTỈNH ĐẮK LẮK\n\nCỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nĐộc lập - Tự do - Hạnh phúc\n\n"
    "Kính gửi: Sở Nội vụ.\n\n" + PARAGRAPH * 6 + "\nNơi nhận:\n- Như trên;\n- Phòng: TH, HCTC (QC45_a);\n"
)
TICK = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True)
class Run:
    """What a run measured; CPU in microseconds a request."""

    rate: float
    server_cpu: float
    database_cpu: float
    answers: int
    bad: int


def body(number: int) -> bytes:
    """A vendor's body of about 2 kB, like no other."""
    return json.dumps(
        {
            "maVanBan": f"B-{number:08}", "soKyHieu": f"{number}/UBND-NC", "hinhThucVanBan": "Công văn",
            "trichYeu": "V/v rà soát thủ tục hành chính", "coQuanBanHanh": "UBND tỉnh Đắk Lắk",
            "ngayBanHanh": "16/11/2026", "ngayNhan": "16/11/2026", "nguoiKiChinh": "Trần Văn Mẫu", "doKhan": "Khẩn",
            "doMat": "Thường", "chuTri": "Sở Nội vụ", "phoiHop": "Sở Tư pháp; Sở Tài chính", "hanXuLy": "25/11/2026",
            "noiDung": TEXT,
        },
        ensure_ascii=False,
    ).encode()  # fmt: skip


def request(number: int) -> bytes:
    """A whole signed HTTP request."""
    raw = body(number)
    signature = hmac.digest(SECRET, raw, hashlib.sha256).hex()
    head = (
        f"POST /webhooks/bench HTTP/1.1\r\nhost: bench\r\ncontent-type: application/json\r\n"
        f"x-signature: {signature}\r\ncontent-length: {len(raw)}\r\n\r\n"
    )
    return head.encode() + raw


class Connection(asyncio.Protocol):
    """Sends the next prebuilt request as soon as the last one is answered, until told to stop."""

    def __init__(self, requests: Sequence[bytes], counts: list[int]) -> None:
        self.requests, self.counts = iter(requests), counts
        self.done = asyncio.get_running_loop().create_future()
        self.buffer = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport
        self.next()

    def next(self) -> None:
        following = next(self.requests, None)
        if following is None:
            self.transport.close()
        else:
            self.transport.write(following)

    def data_received(self, data: bytes) -> None:
        self.buffer += data
        head, found, rest = self.buffer.partition(b"\r\n\r\n")
        if not found:
            return
        length = int(head.lower().partition(b"content-length: ")[2].partition(b"\r\n")[0])
        if len(rest) < length:
            return
        self.buffer = rest[length:]
        self.counts[0 if head[9:12] in (b"202", b"200") else 1] += 1
        self.next()

    def connection_lost(self, _failure: Exception | None) -> None:
        if not self.done.done():
            self.done.set_result(None)


async def fire(port: int, requests: Sequence[bytes]) -> tuple[float, list[int]]:
    """All requests over CONNECTIONS connections, each with one in flight; seconds and [good, bad]."""
    loop = asyncio.get_running_loop()
    counts = [0, 0]
    began = time.perf_counter()
    parts = [requests[n::CONNECTIONS] for n in range(CONNECTIONS)]
    made = [
        await loop.create_connection(lambda part=part: Connection(part, counts), "127.0.0.1", port) for part in parts
    ]
    await asyncio.gather(*(connection.done for _, connection in made))
    return time.perf_counter() - began, counts


def cpu_of(pid: int) -> float:
    """Seconds of CPU that a process and its ended children have used."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return sum(int(field) for field in fields[11:15]) / TICK


def postgres_cpu() -> float:
    """Seconds of CPU of every PostgreSQL process on this machine."""
    total = 0.0
    for entry in Path("/proc").iterdir():
        try:
            if entry.name.isdigit() and (entry / "comm").read_text().startswith("postgres"):
                total += cpu_of(int(entry.name))
        except (FileNotFoundError, ProcessLookupError):
            continue
    return total


def measure(server: str, arguments: Sequence[str], requests: Sequence[bytes]) -> Run:
    """One server of `tests.bench.servers`, warmed with the first tenth of the requests."""
    port = free_port()
    command = [sys.executable, "-m", "tests.bench.ingest_server", server, str(port), *arguments]
    with subprocess.Popen(command) as process:
        wait_for(port)
        warm = len(requests) // 10
        asyncio.run(fire(port, requests[:warm]))
        before, database = cpu_of(process.pid), postgres_cpu()
        seconds, (good, bad) = asyncio.run(fire(port, requests[warm:]))
        used, stored = cpu_of(process.pid) - before, postgres_cpu() - database
        process.terminate()
    return Run(good / seconds, used / good * 1e6, stored / good * 1e6, good, bad)


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def wait_for(port: int) -> None:
    for _ in range(200):
        with socket.socket() as one:
            if one.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise TimeoutError("the server did not start")


def main(url: str | None, count: int) -> None:
    """Print both rates and their quotient."""
    with tempfile.TemporaryDirectory() as folder:
        database = url or f"sqlite:///{folder}/bench.db"
        asyncio.run(migrations.upgrade(database))
        config = Path(folder) / "dondoc.toml"
        config.write_text(CONFIG)
        start = time.time_ns() // 1_000_000 % 10_000_000
        requests = [request(start * 100 + n) for n in range(count)]
        print(f"{count} requests of {len(requests[0])} bytes, {CONNECTIONS} connections, {database.partition(':')[0]}")
        echo = measure("echo", [], requests)
        print(f"echo    {echo.rate:8.0f}/s  server {echo.server_cpu:5.0f} us")
        run = measure("ingest", [database, str(config)], requests)
        print(f"ingest  {run.rate:8.0f}/s  server {run.server_cpu:5.0f} us  database {run.database_cpu:5.0f} us  "
              f"bad {run.bad}  = {run.rate / echo.rate:.2f} x echo")  # fmt: skip


if __name__ == "__main__":
    given = sys.argv[1:]
    main(given[0] if given and given[0] != "-" else None, int(given[1]) if len(given) > 1 else 20_000)
