"""The tables of ingest: what came in, which key its document runs under, and how often something secret was refused."""

from sqlalchemy import BigInteger, Column, Index, Integer, LargeBinary, String, Table, Text, text

from shared.tables import Id, Instant, metadata

HELD = text("status = 'held'")

# `dedupe` is the delivery key, or key + hash where a key came again with other bytes; `body` is the raw body until its
# retention ends; `event_sha256` is the data of the event that was last published for it.
deliveries = Table(
    "ingest_deliveries",
    metadata,
    Column("id", Id, primary_key=True),
    Column("source", String(100), nullable=False),
    Column("key", Text, nullable=False),
    Column("dedupe", Text, nullable=False),
    Column("status", String(10), nullable=False),
    Column("reason", Text),
    Column("received_at", Instant, nullable=False),
    Column("body", LargeBinary),
    Column("body_size", Integer, nullable=False),
    Column("body_sha256", LargeBinary(32), nullable=False),
    Column("event_sha256", LargeBinary(32)),
    Column("traceparent", String(55)),
    Index("uq_ingest_deliveries_source_dedupe", "source", "dedupe", unique=True),
    Index("ix_ingest_deliveries_source_id", "source", "id"),
    Index("ix_ingest_deliveries_held", "id", sqlite_where=HELD, postgresql_where=HELD),
)

# The routing key that the document of (source, source_id) first had: a recall by id follows its document.
keys = Table(
    "ingest_keys",
    metadata,
    Column("source", String(100), primary_key=True),
    Column("source_id", Text, primary_key=True),
    Column("key", Text, nullable=False),
)

# All that stays of a refused state secret: the source, when last, how many.
refusals = Table(
    "ingest_refusals",
    metadata,
    Column("source", String(100), primary_key=True),
    Column("count", BigInteger, nullable=False),
    Column("last_at", Instant, nullable=False),
)
