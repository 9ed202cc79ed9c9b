"""PostgreSQL for tests: a cluster of its own, durable as in production, on a free port."""

import os
import shutil
from pathlib import Path

from tests.servers.place import Missing, await_, end, free_port, home, install, launch, listens, run

SETTINGS = {"max_connections": "200", "shared_buffers": "256MB", "max_wal_size": "2GB", "timezone": "UTC"}


def up() -> str:
    """Start a cluster and give a superuser's URL to its maintenance database. Raises Missing."""
    if not (tools := _tools()):
        install("postgresql")
        tools = _tools()
    if not tools:
        raise Missing("PostgreSQL's programs (initdb, postgres) were not found; install the package postgresql")
    data, port = home() / "postgres", free_port()
    shutil.rmtree(data, ignore_errors=True)
    data.mkdir(mode=0o700)
    if os.geteuid() == 0:
        shutil.chown(data, "postgres", "postgres")
    run(
        [
            *_as_postgres(),
            str(tools / "initdb"),
            "-D",
            str(data),
            "-U",
            "dondoc",
            "--auth=trust",
            "-E",
            "UTF8",
            "--locale=C.UTF-8",
        ]
    )
    options = [word for name, value in SETTINGS.items() for word in ("-c", f"{name}={value}")]
    words = [str(tools / "postgres"), "-D", str(data), "-p", str(port), "-h", "127.0.0.1", "-k", "", *options]
    launch("postgres", [*_as_postgres(), *words])
    await_("postgres", lambda: listens(port))
    return f"postgresql://dondoc@127.0.0.1:{port}/postgres"


def down() -> None:
    end("postgres")
    shutil.rmtree(home() / "postgres", ignore_errors=True)


def _tools() -> Path | None:
    """The folder of the newest server programs of this machine."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda p: int(p.parts[-3]))
    if found:
        return found[-1].parent
    initdb = shutil.which("initdb")
    return Path(initdb).resolve().parent if initdb else None


def _as_postgres() -> list[str]:
    """PostgreSQL refuses root: then it runs as the user that its package makes."""
    return ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups"] if os.geteuid() == 0 else []
