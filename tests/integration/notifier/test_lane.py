"""When a lane writes what has ended."""

from datetime import timedelta
from pathlib import Path

import pytest

from services.notifier.sending import Flight, Landed
from services.notifier.store.queue import take_due
from shared.db import Database
from tests.builders_notifier import Kept, a_fact, a_notifier, an_agency, tell
from tests.fakes import MONDAY, SettableClock


async def a_landing(database: Database, folder: Path) -> Landed:
    """A send that ended and is not recorded."""
    notifier = a_notifier(database, folder, SettableClock(), email=Kept())
    await tell(notifier, an_agency(), a_fact("registered"))
    async with database.write() as tx:
        [candidate] = await take_due(tx, "email", MONDAY + timedelta(days=1), 1)
    return await Flight(candidate, "email", Kept(), notifier.dispatch.desk).go()


@pytest.mark.parametrize("repeatable", [True, False])
async def test_an_outcome_waits_for_the_next_claim_only_where_a_crash_would_do_no_more_than_repeat(
    sqlite_database: Database, tmp_path: Path, repeatable: bool
) -> None:
    mail = Kept(repeatable=repeatable)
    lane = a_notifier(sqlite_database, tmp_path, SettableClock(), email=mail).dispatch.lanes["email"]
    assert not lane._worth_waiting(), "nothing has been sent"
    lane.landed.append(await a_landing(sqlite_database, tmp_path))
    assert lane._worth_waiting() is repeatable
    lane.stopping = True
    assert not lane._worth_waiting(), "who stops writes at once"
