"""Lists into the directory and the calendar, with the events and the deadlines that follow."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from services.tracker.domain.folding import fold_name
from services.tracker.store.agencies import Row, Stamp, all_agencies, save_agencies
from services.tracker.upkeep.roster import Listed, parse_roster, read_file
from shared.db import Tx
from shared.ids import new_id


@dataclass(frozen=True, slots=True)
class Loaded:
    """How many agencies were new, changed (provisional ones that got their record included), and the same."""

    new: int
    changed: int
    same: int


async def load_agencies(tx: Tx, listed: Sequence[Listed], stamp: Stamp) -> Loaded:
    """Put a list into the directory: by code; a provisional agency of that name becomes the listed one and keeps its
    assignments. What the list does not name stays: agencies, and columns."""
    rows = await all_agencies(tx)
    by_code = {row["code"]: row for row in rows}
    strangers = {fold_name(row["name"]): row for row in rows if row["provisional"]}
    new: list[Row] = []
    changed: list[Row] = []
    for one in listed:
        row = by_code.get(one.code) or _stranger(strangers, one.columns)
        if row is None:
            new.append({"id": new_id(), **_ordered(one.columns)})
        elif any(row[name] != value for name, value in one.columns.items()):
            changed.append({**row, **one.columns})
    if new or changed:
        await save_agencies(tx, new, changed, stamp)
    return Loaded(len(new), len(changed), len(listed) - len(new) - len(changed))


def _stranger(strangers: dict[str, Row], columns: dict[str, Any]) -> Row | None:
    names = (columns["name"], *columns.get("aliases", ()))
    return next((row for name in names if (row := strangers.pop(fold_name(name), None))), None)


def _ordered(columns: dict[str, Any]) -> Row:
    names = ("code", "name", "aliases", "kind", "parent", "head", "head_email", "email", "phone", "valid_from",
             "valid_to", "provisional")  # fmt: skip
    return {name: columns.get(name) for name in names} | {"aliases": columns.get("aliases", [])}


async def fill_empty_directory(tx: Tx, path: Path, stamp: Stamp) -> Loaded | None:
    """`office.agencies` fills an empty directory at the first start; provisional agencies do not count."""
    if any(not row["provisional"] for row in await all_agencies(tx)):
        return None
    return await load_agencies(tx, parse_roster(read_file(path)), stamp)
