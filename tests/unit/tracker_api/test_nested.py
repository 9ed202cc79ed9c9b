"""Rows within a row keep what they say, nothing included."""

from datetime import UTC, datetime
from uuid import UUID

from sqlalchemy import Column, Float, Integer, MetaData, Table, Text, create_engine, insert, select

from services.tracker.store.nested import RowsWithin, nested
from shared.tables import Id, Instant

MADE = MetaData()
outer = Table("outer", MADE, Column("id", Integer, primary_key=True))
inner = Table("inner", MADE, Column("n", Integer, primary_key=True), Column("of", Integer), Column("agency_id", Id))


def test_an_id_that_is_missing_within_a_row_is_none_on_sqlite() -> None:
    agency = UUID("01890a5d-ac96-774b-bcce-b302099a8057")
    within = select(inner.c.n, inner.c.agency_id).where(inner.c.of == outer.c.id).order_by(inner.c.n).correlate(outer)
    engine = create_engine("sqlite://")
    with engine.begin() as conn:
        MADE.create_all(conn)
        conn.execute(insert(outer), [{"id": 1}])
        conn.execute(insert(inner), [{"n": 1, "of": 1, "agency_id": None}, {"n": 2, "of": 1, "agency_id": agency}])
        [rows] = conn.execute(select(nested(within, "sqlite")).select_from(outer)).scalars()
    engine.dispose()
    assert [row.agency_id for row in rows] == [None, str(agency)]


def test_what_json_has_no_kind_of_value_for_is_read_back() -> None:
    kinds = RowsWithin(("at", "sure", "agency_id"), (Instant(), Float(), Id()))
    said = [["2026-11-16T01:00:00.25+00:00", 1, "01890a5d-ac96-774b-bcce-b302099a8057"], [None, None, None]]
    first, second = kinds.reader("postgresql")(said)
    assert first == (datetime(2026, 11, 16, 1, 0, 0, 250000, UTC), 1.0, "01890a5d-ac96-774b-bcce-b302099a8057")
    assert isinstance(first.sure, float)
    assert second == (None, None, None)


def test_rows_within_rows_are_rows_and_nothing_is_no_row() -> None:
    units = RowsWithin(("name", "since"), (Text(), Instant()))
    tasks = RowsWithin(("content", "units"), (Text(), units))
    one, other = tasks.reader("postgresql")([["a", [["Phòng TH", "2026-11-16T01:00:00+00:00"]]], ["b", None]])
    assert [(unit.name, unit.since) for unit in one.units] == [("Phòng TH", datetime(2026, 11, 16, 1, tzinfo=UTC))]
    assert list(other.units) == []
    assert list(tasks.reader("postgresql")(None)) == []
