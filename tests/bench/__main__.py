"""`./dev bench [NAME…]`: the measured figures as a table; with what durability they were measured comes first."""

import asyncio
import os
import sys
from importlib import import_module

from shared.db import open_database
from tests.bench.figure import HEADER, Figure

NAMES = ("receipt", "latency", "register", "sweep", "task_list", "notices", "starting", "reading")


async def durability() -> str:
    database = open_database(os.environ["DONDOC_TEST_POSTGRES"])
    try:
        return ", ".join(f"{name}={value}" for name, value in (await database.durability()).items())
    finally:
        await database.close()


def main() -> int:
    names = sys.argv[1:] or NAMES
    print(f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}; PostgreSQL: {asyncio.run(durability())}; "
          "SQLite: journal_mode=wal, synchronous=full; Kafka: acks=all, idempotent")  # fmt: skip
    print(HEADER, flush=True)
    figures: list[Figure] = []
    for name in names:
        made: list[Figure] = import_module(f"tests.bench.{name}").run()
        figures += made
        print("\n".join(figure.row() for figure in made), flush=True)
    missed = [figure.name for figure in figures if figure.met is False]
    print(f"\n{len(figures)} figures, missed: {', '.join(missed) or 'none'}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
