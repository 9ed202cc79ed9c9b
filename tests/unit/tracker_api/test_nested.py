"""Rows within a row keep what they say, nothing included."""

from uuid import UUID

from sqlalchemy import Column, Integer, MetaData, Table, create_engine, insert, select

from services.tracker.store.nested import nested
from shared.tables import Id

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
