"""One fault round: load, kills at random, peace, judgement."""

import random
import tempfile
import time
from pathlib import Path

from tests.faults.installation import SERVICES, Installation
from tests.faults.load import Client, Ledger
from tests.faults.verdict import Verdict, judge, settled

CLIENTS = 4
SHARE = 100_000


def fault_round(postgres: str, seed: int, seconds: float = 20, patience: float = 120) -> tuple[Verdict, list[str], int]:
    """Run one round; gives the verdict, the victims in order and how many calls were in vain. All chance from `seed`."""
    dice = random.Random(seed)
    with tempfile.TemporaryDirectory(prefix="dondoc-faults-") as place:
        installation = Installation(Path(place), postgres, dice)
        try:
            installation.up()
            ledger = _under_fire(installation, seed, seconds, dice)
            _await_peace(installation, ledger, patience)
            return judge(installation, ledger), installation.killed, ledger.refused
        finally:
            installation.close()


def _under_fire(installation: Installation, seed: int, seconds: float, dice: random.Random) -> Ledger:
    ledger = Ledger()
    clients = [
        Client(installation.base("ingest"), range(n * SHARE + 1, (n + 1) * SHARE), ledger, seed + n)
        for n in range(CLIENTS)
    ]
    for client in clients:
        client.start()
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        time.sleep(dice.uniform(0.3, 2.5))
        installation.kill_something()
    for client in clients:
        client.stopping.set()
    for client in clients:
        client.join(20)
    return ledger


def _await_peace(installation: Installation, ledger: Ledger, patience: float) -> None:
    for service in SERVICES:
        installation.await_ready(service)
    end = time.monotonic() + patience
    while time.monotonic() < end and not settled(installation, ledger):
        time.sleep(1)
