"""Where the test servers live, how their processes are kept, and what a missing one is called."""

import hashlib
import os
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[2]


class Missing(RuntimeError):
    """A server cannot be had on this machine; the text says why and what to install."""


def home() -> Path:
    """The folder of this clone's servers, readable by the user that PostgreSQL runs as."""
    mark = hashlib.sha256(str(PROJECT).encode()).hexdigest()[:10]
    folder = Path(tempfile.gettempdir()) / f"dondoc-servers-{os.getuid()}-{mark}"
    folder.mkdir(exist_ok=True)
    folder.chmod(0o755)
    return folder


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def run(words: Sequence[str], env: Mapping[str, str] | None = None, seconds: int = 600) -> None:
    """Run to the end; raises Missing with the last lines where it fails."""
    done = subprocess.run(
        words, env={**os.environ, **(env or {})}, capture_output=True, text=True, timeout=seconds, check=False
    )
    if done.returncode:
        raise Missing(f"{' '.join(words[:6])} … ended with {done.returncode}:\n{(done.stdout + done.stderr)[-1500:]}")


def install(*packages: str) -> None:
    """Debian packages, where this user may install them."""
    if os.geteuid() or not Path("/usr/bin/apt-get").exists():
        raise Missing(f"install these packages (as root, with apt-get): {' '.join(packages)}")
    quiet = {"DEBIAN_FRONTEND": "noninteractive"}
    print("installing", *packages, flush=True)
    run(["apt-get", "update", "-qq"], quiet)
    run(["apt-get", "install", "-y", "-qq", "--no-install-recommends", *packages], quiet)


def launch(name: str, words: Sequence[str], env: Mapping[str, str] | None = None) -> None:
    """Start a server that outlives this process; its output goes to `<name>.log`, its number to `<name>.pid`."""
    log, flags = str(home() / f"{name}.log"), os.O_WRONLY | os.O_CREAT | os.O_TRUNC
    files = [
        (os.POSIX_SPAWN_OPEN, 0, os.devnull, os.O_RDONLY, 0),
        (os.POSIX_SPAWN_OPEN, 1, log, flags, 0o644),
        (os.POSIX_SPAWN_DUP2, 1, 2),
    ]
    pid = os.posix_spawnp(words[0], list(words), {**os.environ, **(env or {})}, file_actions=files, setsid=True)
    (home() / f"{name}.pid").write_text(str(pid))


def await_(name: str, answers: Callable[[], bool], seconds: float = 60) -> None:
    """Wait until a launched server answers; raises Missing with its last words."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if answers():
            return
        time.sleep(0.1)
    raise Missing(f"{name} did not answer within {seconds:.0f} s:\n{(home() / f'{name}.log').read_text()[-1500:]}")


def listens(port: int) -> bool:
    with socket.socket() as probe:
        probe.settimeout(1)
        return probe.connect_ex(("127.0.0.1", port)) == 0


def end(name: str, first: signal.Signals = signal.SIGTERM) -> None:
    """Stop a launched server: asked first (unless `first` says otherwise), then forced."""
    path = home() / f"{name}.pid"
    if not path.exists():
        return
    pid = int(path.read_text())
    for how, patience in ((first, 15.0), (signal.SIGKILL, 5.0)):
        if _signal(pid, how) and _gone(pid, patience):
            break
    path.unlink()


def _signal(pid: int, how: signal.Signals) -> bool:
    try:
        os.killpg(pid, how)
    except ProcessLookupError:
        return False
    return True


def _gone(pid: int, seconds: float) -> bool:
    stop = time.monotonic() + seconds
    while time.monotonic() < stop:
        try:
            if os.waitpid(pid, os.WNOHANG)[0]:
                return True
        except ChildProcessError:
            if not Path(f"/proc/{pid}").exists():
                return True
        time.sleep(0.05)
    return False
