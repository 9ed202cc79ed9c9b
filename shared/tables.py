"""Column types, the one metadata, and the tables that every service shares (log, consumers, tokens, blobs)."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID, SafeUUID

import orjson
from sqlalchemy import (
    BigInteger,
    Column,
    Dialect,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    TypeDecorator,
    Uuid,
)
from sqlalchemy.dialects.postgresql import JSONB, TIMESTAMP
from sqlalchemy.types import TypeEngine

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)

BigKey = BigInteger().with_variant(Integer, "sqlite")


class Id(TypeDecorator[UUID]):
    """A UUID: native on PostgreSQL, 16 bytes on SQLite."""

    impl = LargeBinary
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        return dialect.type_descriptor(Uuid() if dialect.name == "postgresql" else LargeBinary(16))

    def process_bind_param(self, value: UUID | None, dialect: Dialect) -> Any:
        return value if value is None or dialect.name == "postgresql" else value.bytes

    def result_processor(self, _dialect: Dialect, _coltype: object) -> Any:
        """Without the layers between: a page of a list has hundreds of ids."""
        return _plain


def _plain(value: Any) -> UUID | None:
    """Of what the drivers give; asyncpg's is a subclass, which orjson does not write."""
    if value is None or type(value) is UUID:
        return value
    plain = _NEW(UUID)
    _SET(plain, "int", value.int if isinstance(value, UUID) else int.from_bytes(value, "big"))
    _SET(plain, "is_safe", SafeUUID.unknown)
    return plain


_NEW, _SET = object.__new__, object.__setattr__  # UUID's own way of making one checks all that is known here


class NaiveInstant(ValueError):
    """An instant without an offset was about to be stored."""


class Instant(TypeDecorator[datetime]):
    """An instant: timestamptz on PostgreSQL, fixed-width UTC text on SQLite (sorts as time does)."""

    impl = String
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        return dialect.type_descriptor(TIMESTAMP(timezone=True) if dialect.name == "postgresql" else String(27))

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> Any:
        if value is None:
            return None
        if value.tzinfo is None:
            raise NaiveInstant(f"{value!r} has no offset")
        return value if dialect.name == "postgresql" else instant_text(value)

    def result_processor(self, dialect: Dialect, _coltype: object) -> Any:
        """asyncpg gives instants in UTC."""
        return None if dialect.name == "postgresql" else _instant


def _instant(value: str | None) -> datetime | None:
    return datetime.fromisoformat(value) if value is not None else None


def instant_text(value: datetime) -> str:
    """`2026-11-16T01:00:00.000000Z`: the fixed-width text of an instant. Raises NaiveInstant."""
    if value.tzinfo is None:
        raise NaiveInstant(f"{value!r} has no offset")
    return f"{value.astimezone(UTC).isoformat(timespec='microseconds')[:26]}Z"


class Json(TypeDecorator[Any]):
    """JSON: JSONB on PostgreSQL, text on SQLite. NUL characters, which PostgreSQL refuses, are dropped."""

    impl = Text
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        return dialect.type_descriptor(JSONB(none_as_null=True) if dialect.name == "postgresql" else Text())

    def process_bind_param(self, value: Any, dialect: Dialect) -> Any:
        if value is None or dialect.name == "postgresql":
            return value
        return orjson.dumps(value).decode()

    def result_processor(self, dialect: Dialect, coltype: object) -> Any:
        return self.impl_instance.result_processor(dialect, coltype) if dialect.name == "postgresql" else _read


def _read(value: str | None) -> Any:
    return orjson.loads(value) if value is not None else None


# The log: `append` inside the transaction of a state change is the only way to publish. The first columns are those
# that the Debezium outbox router expects.
log_entries = Table(
    "log_entries",
    metadata,
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

# Where each reader of the table stands (consumers of the table log, and the relay), and who may move it.
consumer_positions = Table(
    "consumer_positions",
    metadata,
    Column("consumer", String(80), primary_key=True),
    Column("position", BigInteger, nullable=False),
    Column("epoch", BigInteger, nullable=False),
    Column("owner", String(80)),
    Column("lease_until", Instant),
    Column("updated_at", Instant, nullable=False),
)

# (consumer, event id): written with the effects, so that an event delivered twice takes effect once.
consumer_marks = Table(
    "consumer_marks",
    metadata,
    Column("consumer", String(80), primary_key=True),
    Column("event_id", Id, primary_key=True),
)

# Events whose handling failed, and the later ones of the same key behind them, in the order of `seq`. The first of a
# key is its head: parked (tried again at due_at) or dead (a dead letter); those behind it are queued.
consumer_parked = Table(
    "consumer_parked",
    metadata,
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
    Index("ix_consumer_parked_consumer_key_seq", "consumer", "key", "seq"),
    Index("ix_consumer_parked_consumer_state_due_at", "consumer", "state", "due_at"),
    Index("uq_consumer_parked_consumer_event_id", "consumer", "event_id", unique=True),
    sqlite_autoincrement=True,
)

api_tokens = Table(
    "api_tokens",
    metadata,
    Column("id", Id, primary_key=True),
    Column("name", Text, nullable=False),
    Column("sha256", LargeBinary(32), nullable=False, unique=True),
    Column("role", String(20), nullable=False),
    Column("agency", Text),
    Column("created_at", Instant, nullable=False),
    Column("expires_at", Instant),
    Column("revoked_at", Instant),
)

# One row: the oldest program (by its head revision) that works on this schema; the newest migration says so.
schema_compatibility = Table(
    "schema_compatibility",
    metadata,
    Column("supports", String(32), primary_key=True),
)

# Large things travel by reference {sha256, size, media_type}; on SQLite they lie in a folder instead.
blobs = Table(
    "blobs",
    metadata,
    Column("sha256", String(64), primary_key=True),
    Column("size", BigInteger, nullable=False),
    Column("media_type", Text, nullable=False),
    Column("body", LargeBinary, nullable=False),
    Column("created_at", Instant, nullable=False),
)

# Answers of API writes under an Idempotency-Key, kept 24 hours per token; `answer` is null while the work goes on.
api_idempotency = Table(
    "api_idempotency",
    metadata,
    Column("token", String(80), primary_key=True),
    Column("key", String(200), primary_key=True),
    Column("fingerprint", LargeBinary(32), nullable=False),
    Column("status", Integer),
    Column("headers", Json),
    Column("body", LargeBinary),
    Column("created_at", Instant, nullable=False, index=True),
)
