"""Runs the demonstration: a real `dondoc serve` in a folder of its own, documents pushed, time running fast."""

import os
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from secrets import token_urlsafe

import httpx
from rich.console import Console

from services.cli.demo.story import ACCEPTED, LENGTH, RATE, SCENES, START, Scene, config_files, push, sleep_until
from services.cli.demo.watch import ANSWERS, Watch
from shared.clock import Clock
from shared.language import Lang, Words

STARTING = Words("Đang khởi động dondoc với dữ liệu mẫu …", "Starting dondoc with made-up data …")
TOKEN = token_urlsafe()  # a demonstration's own


def show(lang: Lang, clock: Clock, stay: bool) -> int:
    """The demonstration from first to last; with `stay` it goes on serving until it is interrupted. Exit code."""
    console = Console(highlight=False)
    console.print(STARTING.say(lang))
    with tempfile.TemporaryDirectory(prefix="dondoc-demo-") as place, served(Path(place)) as (process, base):
        watch = Watch(base, TOKEN, lang, console)
        if not await_ready(base, process, clock):
            console.print((Path(place) / "dondoc.log").read_text("utf-8")[-3000:], markup=False)
            return 1
        introduce(watch)
        play(watch, clock)
        watch.figures()
        farewell(watch, stay)
        if stay:
            process.wait()
    return 0


def introduce(watch: Watch) -> None:
    watch.console.rule("dondoc")
    watch.console.print(
        watch.say(
            f"Thời gian mô phỏng: bắt đầu 08:00 16/11/2026, nhanh gấp {RATE} lần (một ngày là 12 giây). "
            f"API: {watch.base}/docs",
            f"Simulated time: it starts at 08:00 16/11/2026 and runs {RATE} times as fast (a day is 12 seconds). "
            f"API: {watch.base}/docs",
        )
    )


def play(watch: Watch, clock: Clock) -> None:
    """Push each scene at its time, and tell what comes of it."""
    began, scenes, (second, reference) = clock.monotonic(), list(SCENES), ACCEPTED
    while (elapsed := clock.monotonic() - began) < LENGTH:
        while scenes and scenes[0].second <= elapsed:
            tell_push(watch, scenes.pop(0), clock)
        if reference and second <= elapsed:
            watch.accept(reference)
            reference = ""
        watch.look()
        sleep_until(clock, clock.monotonic() + 0.25)


def tell_push(watch: Watch, scene: Scene, clock: Clock) -> None:
    answer = push(watch.base, scene, clock).json()
    what = watch.say("gửi đến", "pushes")
    watch.console.print(
        f"[bold blue]▶ {scene.source}[/] {what} {scene.name}.json: [bold]{watch.word(ANSWERS, answer['status'])}[/]"
    )


def farewell(watch: Watch, stay: bool) -> None:
    if stay:
        watch.console.print(watch.say(f"Vẫn phục vụ tại {watch.base} (mã truy cập: {TOKEN}); Ctrl-C để dừng.",
                                      f"Still serving at {watch.base} (token: {TOKEN}); Ctrl-C ends it."))  # fmt: skip
    else:
        watch.console.print(watch.say("Xong. Thêm --stay để tiếp tục phục vụ và xem /docs.",
                                      "Done. Add --stay to go on serving and look at /docs."))  # fmt: skip


@contextmanager
def served(folder: Path) -> Iterator[tuple[subprocess.Popen[bytes], str]]:
    """`dondoc serve` with the demonstration's configuration in `folder`; stopped gracefully at the end."""
    for file in config_files():
        (folder / file.name).write_bytes(file.read_bytes())
    port = free_port()
    env = {k: v for k, v in os.environ.items() if not k.startswith("DONDOC_") or k == "DONDOC_LANG"} | {
        "DONDOC_DATA": str(folder / "data"),
        "DONDOC_PORT": str(port),
        "DONDOC_CLOCK": f"{START} x{RATE}",
        "DONDOC_BOOTSTRAP_TOKEN": TOKEN,
    }
    with (folder / "dondoc.log").open("wb") as log:
        words = [sys.executable, "-m", "services", "serve"]
        process = subprocess.Popen(words, cwd=folder, env=env, stdout=log, stderr=log, start_new_session=True)  # noqa: S603 - this program itself
        try:
            yield process, f"http://127.0.0.1:{port}"
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(30)


def await_ready(base: str, process: "subprocess.Popen[bytes]", clock: Clock, seconds: float = 30) -> bool:
    end = clock.monotonic() + seconds
    while clock.monotonic() < end and process.poll() is None:
        try:
            if httpx.get(base + "/health/ready", timeout=2).status_code == 200:
                return True
        except httpx.TransportError:
            pass
        sleep_until(clock, clock.monotonic() + 0.05)
    return False


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
