"""uvicorn as we run it: our own socket, uvloop and httptools, a graceful stop, and at a second signal an end at once.

Several workers are forked from one parent that owns the socket and starts a dead one again.
"""

import asyncio
import gc
import os
import signal
import socket
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path
from shutil import rmtree
from tempfile import mkdtemp
from types import FrameType
from typing import TYPE_CHECKING

from services.cli.start import fail
from shared.causes import cause_of
from shared.language import Words

if TYPE_CHECKING:
    from starlette.types import ASGIApp

    from shared.config import Environment

BACKLOG = 2048
KEEP_ALIVE = 30
RESTART_PAUSE = 1.0
COLLECT_AFTER = (20_000, 20, 20)  # of Python's 700, 10, 10

Body = Callable[[socket.socket], Awaitable[None]]


def bind(around: "Environment") -> socket.socket:
    """The socket of DONDOC_HOST and DONDOC_PORT; ends the command with 1 where it is taken."""
    family = socket.AF_INET6 if ":" in around.host else socket.AF_INET
    bound = socket.socket(family)
    bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        bound.bind((around.host, around.port))
    except OSError as taken:
        bound.close()
        where, why = f"{around.host}:{around.port}", cause_of(taken)
        fail(Words(f"Không mở được {where} ({why.vi}); hãy đổi DONDOC_PORT hoặc DONDOC_HOST.",
                   f"Cannot listen on {where} ({why.en}); change DONDOC_PORT or DONDOC_HOST."))  # fmt: skip
    bound.set_inheritable(True)
    return bound


async def serve(app: "ASGIApp", bound: socket.socket, stop_timeout: float) -> None:
    """Serve until a signal ends it; accepted requests are answered and the application is stopped gracefully."""
    import uvicorn

    from services.cli.direct import DirectProtocol  # slow to import

    class Server(uvicorn.Server):
        def handle_exit(self, _sig: int, _frame: FrameType | None) -> None:
            if self.should_exit:
                os._exit(1)
            self.should_exit = True

    config = uvicorn.Config(
        app, http=DirectProtocol, ws="none", lifespan="on", log_config=None, access_log=False, server_header=False,
        proxy_headers=False, timeout_keep_alive=KEEP_ALIVE, timeout_graceful_shutdown=int(stop_timeout),
        backlog=BACKLOG,
    )  # fmt: skip
    collect_rarely()
    await Server(config).serve(sockets=[bound])


def collect_rarely() -> None:
    """What was made by now stays as long as the process: the collector of cycles leaves it alone, and looks at the
    rest, of which next to nothing is cyclic, seldom."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(*COLLECT_AFTER)


def run(body: Body, bound: socket.socket) -> None:
    """Run `body` on a loop of its own (uvloop where there is one)."""
    factory = asyncio.new_event_loop
    if sys.platform != "win32":
        import uvloop

        factory = uvloop.new_event_loop
    with asyncio.Runner(loop_factory=factory) as runner:
        runner.run(_as_coroutine(body, bound))


async def _as_coroutine(body: Body, bound: socket.socket) -> None:
    await body(bound)


def run_workers(body: Body, bound: socket.socket, count: int) -> None:
    """Run `body` in `count` forked processes until a signal ends them all; one that dies is started again."""
    Workers(body, bound).run(count)


class Workers:
    """The parent: it does nothing but hold the socket and its children."""

    def __init__(self, body: Body, bound: socket.socket) -> None:
        self.body, self.bound = body, bound
        self.children: set[int] = set()
        self.stopping = False
        self.figures = Path(mkdtemp(prefix="dondoc-metrics-"))

    def run(self, count: int) -> None:
        # Before prometheus_client is imported: the workers' figures then lie in files, and each tells those of all.
        os.environ["PROMETHEUS_MULTIPROC_DIR"] = str(self.figures)
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._stop)
        for _ in range(count):
            self._start()
        while self.children:
            ended, _ = os.wait()
            self.children.discard(ended)
            self._forget(ended)
            if not self.stopping:
                signal.sigtimedwait([], RESTART_PAUSE)
                self._start()
        rmtree(self.figures, ignore_errors=True)

    def _forget(self, child: int) -> None:
        """What a dead worker said of its state; what it counted stays."""
        for file in self.figures.glob(f"gauge_live*_{child}.db"):
            file.unlink()

    def _start(self) -> None:
        child = os.fork()
        if child:
            self.children.add(child)
            return
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, signal.SIG_DFL)
        run(self.body, self.bound)
        os._exit(0)

    def _stop(self, _number: int, _frame: FrameType | None) -> None:
        how = signal.SIGKILL if self.stopping else signal.SIGTERM
        self.stopping = True
        for child in list(self.children):
            os.kill(child, how)
