"""The shared tables: log, consumers, tokens, idempotency keys, blobs."""

from alembic import op
from sqlalchemy import BigInteger, Column, Integer, LargeBinary, String, Text

from shared.tables import BigKey, Id, Instant, Json

revision = "0001"
down_revision = None
supports = "0001"  # the oldest program that works on this schema


def upgrade() -> None:
    _log()
    _consumers()
    _parked()
    _api()
    op.create_table("schema_compatibility", Column("supports", String(32), primary_key=True))
    op.create_table(
        "blobs",
        Column("sha256", String(64), primary_key=True),
        Column("size", BigInteger, nullable=False),
        Column("media_type", Text, nullable=False),
        Column("body", LargeBinary, nullable=False),
        Column("created_at", Instant, nullable=False),
    )


def _log() -> None:
    op.create_table(
        "log_entries",
        Column("position", BigKey, primary_key=True, autoincrement=True),
        Column("id", Id, nullable=False, unique=True),
        Column("aggregatetype", String(40), nullable=False),
        Column("aggregateid", Text, nullable=False),
        Column("type", String(120), nullable=False),
        Column("payload", Text, nullable=False),
        Column("time", Instant, nullable=False),
        Column("source", String(120), nullable=False),
        Column("traceparent", String(55)),
        sqlite_autoincrement=True,
    )


def _consumers() -> None:
    op.create_table(
        "consumer_positions",
        Column("consumer", String(80), primary_key=True),
        Column("position", BigInteger, nullable=False),
        Column("epoch", BigInteger, nullable=False),
        Column("owner", String(80)),
        Column("lease_until", Instant),
        Column("updated_at", Instant, nullable=False),
    )
    op.create_table(
        "consumer_marks",
        Column("consumer", String(80), primary_key=True),
        Column("event_id", Id, primary_key=True),
    )


def _parked() -> None:
    op.create_table(
        "consumer_parked",
        Column("seq", BigKey, primary_key=True, autoincrement=True),
        Column("id", Id, nullable=False, unique=True),
        Column("consumer", String(80), nullable=False),
        Column("key", Text, nullable=False),
        Column("event_id", Id, nullable=False),
        Column("topic", String(40), nullable=False),
        Column("type", String(120), nullable=False),
        Column("source", String(120), nullable=False),
        Column("payload", Text, nullable=False),
        Column("time", Instant, nullable=False),
        Column("traceparent", String(55)),
        Column("state", String(10), nullable=False),
        Column("attempts", Integer, nullable=False),
        Column("due_at", Instant, nullable=False),
        Column("reason", Text),
        Column("traceback", Text),
        Column("parked_at", Instant, nullable=False),
        Column("died_at", Instant),
        sqlite_autoincrement=True,
    )
    for columns in (("consumer", "key", "seq"), ("consumer", "state", "due_at")):
        op.create_index(f"ix_consumer_parked_{'_'.join(columns)}", "consumer_parked", columns)
    unique = ("consumer", "event_id")
    op.create_index("uq_consumer_parked_consumer_event_id", "consumer_parked", unique, unique=True)


def _api() -> None:
    op.create_table(
        "api_tokens",
        Column("id", Id, primary_key=True),
        Column("name", Text, nullable=False),
        Column("sha256", LargeBinary(32), nullable=False, unique=True),
        Column("role", String(20), nullable=False),
        Column("agency", Text),
        Column("created_at", Instant, nullable=False),
        Column("expires_at", Instant),
        Column("revoked_at", Instant),
    )
    op.create_table(
        "api_idempotency",
        Column("token", String(80), primary_key=True),
        Column("key", String(200), primary_key=True),
        Column("fingerprint", LargeBinary(32), nullable=False),
        Column("status", Integer),
        Column("headers", Json),
        Column("body", LargeBinary),
        Column("created_at", Instant, nullable=False),
    )
    op.create_index("ix_api_idempotency_created_at", "api_idempotency", ["created_at"])


def downgrade() -> None:
    tables = (
        "schema_compatibility",
        "blobs",
        "api_idempotency",
        "api_tokens",
        "consumer_parked",
        "consumer_marks",
        "consumer_positions",
    )
    for table in (*tables, "log_entries"):
        op.drop_table(table)
