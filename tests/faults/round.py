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


def fault_round(postgres: str, seed: int, seconds: float = 25, patience: float = 180) -> tuple[Verdict, list[str], int]:
    """One round with all chance from `seed`: the verdict, the victims in order, how many calls were in vain."""
    dice = random.Random(seed)
    with tempfile.TemporaryDirectory(prefix="dondoc-faults-") as place:
        installation = Installation(Path(place), postgres, dice)
        try:
            installation.up()
            ledger = _under_fire(installation, seed, seconds, dice)
            calm = _await_peace(installation, ledger, patience)
            verdict = judge(installation, ledger)
            if not calm:
                verdict.wrong.insert(0, f"work was still under way after {patience:.0f} s")
            return verdict, installation.killed, ledger.refused
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
        time.sleep(dice.uniform(0.5, 4))
        installation.kill_something()
    for client in clients:
        client.stopping.set()
    for client in clients:
        client.join(20)
    return ledger


def _await_peace(installation: Installation, ledger: Ledger, patience: float) -> bool:
    for service in SERVICES:
        installation.await_ready(service)
    end = time.monotonic() + patience
    while not (calm := settled(installation, ledger)) and time.monotonic() < end:
        time.sleep(1)
    return calm
