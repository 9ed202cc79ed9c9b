"""Alembic's environment: one metadata with every service's tables, run on a connection that it is given."""

import importlib
import pkgutil
from typing import Any, Literal

from alembic import context
from alembic.autogenerate.api import AutogenContext
from sqlalchemy import Connection, delete, insert, text

import services
from shared.tables import Id, Instant, Json, metadata, schema_compatibility

# Made by hand in a migration, for one database: the models do not know them.
ON_EXPRESSIONS = frozenset({"ix_tracker_tasks_words"})
MIGRATION_LOCK = 0x646F6E646F64


def import_models() -> None:
    """Every `services/<name>/models` module or package, with what lies in it, so that their tables are known."""
    for service in pkgutil.iter_modules(services.__path__, "services."):
        if service.ispkg:
            _import_below(service.name)


def _import_below(package: str) -> None:
    folder = importlib.import_module(package).__path__
    for found in pkgutil.iter_modules(folder, f"{package}."):
        if found.name.endswith(".models"):
            importlib.import_module(found.name)
        if found.name.endswith(".models") and found.ispkg:
            for inner in pkgutil.iter_modules(importlib.import_module(found.name).__path__, f"{found.name}."):
                importlib.import_module(inner.name)


def render_item(kind: str, item: Any, autogen: AutogenContext) -> str | Literal[False]:
    """Our own column types by their own name."""
    if kind == "type" and isinstance(item, (Id, Instant, Json)):
        autogen.imports.add(f"from shared.tables import {type(item).__name__}")
        return type(item).__name__
    return False


def include_name(name: str | None, kind: str, _parents: Any) -> bool:
    """Tables of somebody else in the same database are none of our business, nor are indexes on expressions."""
    if kind == "index":
        return name not in ON_EXPRESSIONS
    return kind != "table" or name in metadata.tables


def run(conn: Connection) -> None:
    import_models()
    context.configure(
        connection=conn,
        target_metadata=metadata,
        render_as_batch=True,
        render_item=render_item,
        include_name=include_name,
        compare_type=conn.dialect.name == "postgresql",  # SQLite has affinities, not types
        transaction_per_migration=False,
    )
    with context.begin_transaction():
        if conn.dialect.name == "postgresql":
            conn.execute(text(f"SELECT pg_advisory_xact_lock({MIGRATION_LOCK})"))
        context.run_migrations()
        note_compatibility(conn)


def note_compatibility(conn: Connection) -> None:
    """The database says which programs work on it: an older one knows its own migrations only."""
    revision = context.get_context().get_current_revision()
    if revision is None:
        return
    found = context.script.get_revision(revision)
    assert found is not None, "the database is at one of our revisions"
    conn.execute(delete(schema_compatibility))
    conn.execute(insert(schema_compatibility).values(supports=found.module.supports))


run(context.config.attributes["connection"])
