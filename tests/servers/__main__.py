"""`python -m tests.servers up|down|env`: the servers for tests, and the variables that name them."""

import json
import os
import sys
from collections.abc import Callable
from pathlib import Path

from tests.servers import docker, kafka, postgres
from tests.servers.place import Missing, home, listens

VARIABLES = {"postgres": "DONDOC_TEST_POSTGRES", "kafka": "DONDOC_TEST_KAFKA"}
STARTERS: dict[str, Callable[[], str]] = {"postgres": postgres.up, "kafka": kafka.up}


def known() -> dict[str, str]:
    """The addresses of servers that an earlier `up` started and that still answer."""
    path = home() / "servers.json"
    found: dict[str, str] = json.loads(path.read_text()) if path.exists() else {}
    return {name: address for name, address in found.items() if listens(_port(address))}


def up() -> int:
    """Start what is not there yet; 1 where one is missing (its reason is printed)."""
    addresses, failed = known(), 0
    for name, variable in VARIABLES.items():
        if os.environ.get(variable):
            addresses[name] = os.environ[variable]
        elif name not in addresses:
            try:
                addresses[name] = _start(name)
            except Missing as why:
                failed = 1
                print(f"NOT AVAILABLE: {name}: {why}", file=sys.stderr)
    (home() / "servers.json").write_text(json.dumps(addresses))
    return failed


def _start(name: str) -> str:
    try:
        return STARTERS[name]()
    except Missing:
        if not docker.answers():
            raise
        return docker.up(name)


def down() -> int:
    postgres.down()
    kafka.down()
    for name in VARIABLES:
        docker.down(name)
    Path(home() / "servers.json").unlink(missing_ok=True)
    return 0


def env() -> int:
    """Print shell lines that name the servers."""
    for name, address in known().items():
        print(f"export {VARIABLES[name]}='{address}'")
    return 0


def _port(address: str) -> int:
    return int(address.rpartition("@")[2].partition("/")[0].rpartition(":")[2])


if __name__ == "__main__":
    verbs = {"up": up, "down": down, "env": env}
    if len(sys.argv) != 2 or sys.argv[1] not in verbs:
        sys.exit("usage: python -m tests.servers up|down|env")
    sys.exit(verbs[sys.argv[1]]())
