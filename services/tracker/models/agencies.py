"""The directory of agencies and the days of our own calendar."""

from sqlalchemy import BigInteger, Boolean, Column, Date, ForeignKey, Index, Integer, String, Table, Text

from shared.tables import Id, Instant, Json, metadata

# changed: the directory's version that last touched the row. provisional: made from an unknown name.
tracker_agencies = Table(
    "tracker_agencies",
    metadata,
    Column("id", Id, primary_key=True),
    Column("code", Text, nullable=False, unique=True),
    Column("name", Text, nullable=False),
    Column("aliases", Json, nullable=False),
    Column("kind", Text),
    Column("parent", Text),
    Column("head", Text),
    Column("head_email", Text),
    Column("email", Text),
    Column("phone", Text),
    Column("valid_from", Date),
    Column("valid_to", Date),
    Column("provisional", Boolean(create_constraint=False), nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("updated_at", Instant, nullable=False),
    Column("version", Integer, nullable=False),
    Column("changed", BigInteger, nullable=False, index=True),
)

# Every folded name, alias and head's title of an agency; several agencies may share one.
tracker_agency_names = Table(
    "tracker_agency_names",
    metadata,
    Column("folded", Text, primary_key=True),
    Column("agency_id", Id, ForeignKey("tracker_agencies.id"), primary_key=True),
    Index("ix_tracker_agency_names_agency_id", "agency_id"),
)

# One row per kept-in-memory thing (`agencies`, `calendar`); raised in the transaction of every change of it.
tracker_versions = Table(
    "tracker_versions",
    metadata,
    Column("name", String(20), primary_key=True),
    Column("version", BigInteger, nullable=False),
)

# Days that an operator set or loaded; they win over the built-in calendar. kind: off | work.
tracker_calendar_days = Table(
    "tracker_calendar_days",
    metadata,
    Column("day", Date, primary_key=True),
    Column("kind", String(4), nullable=False),
    Column("name", Text, nullable=False),
    Column("decision", Text),
    Column("updated_at", Instant, nullable=False),
    Column("updated_by", Text, nullable=False),
)

# What an operator said of a year; where nothing is said the built-in calendar's word holds.
tracker_calendar_years = Table(
    "tracker_calendar_years",
    metadata,
    Column("year", Integer, primary_key=True, autoincrement=False),
    Column("confirmed", Boolean(create_constraint=False), nullable=False),
    Column("decision", Text),
    Column("updated_at", Instant, nullable=False),
    Column("updated_by", Text, nullable=False),
)
