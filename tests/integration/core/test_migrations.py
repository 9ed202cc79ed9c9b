"""The schema history on both databases."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import delete, insert, select, text
from sqlalchemy.exc import OperationalError

import migrations
from shared.db import Database, open_database
from shared.tables import metadata, schema_compatibility


async def test_the_models_and_the_migrated_database_agree(database_url: str) -> None:
    await migrations.check(database_url)


async def test_up_down_up_ends_where_it_began(database_url: str) -> None:
    await migrations.downgrade(database_url, "base")
    await migrations.upgrade(database_url)
    await migrations.check(database_url)
    database = open_database(database_url)
    async with database.read() as conn:
        assert await migrations.current(conn) == migrations.head()
    await database.close()


async def test_an_empty_database_has_no_revision(tmp_path: Path) -> None:
    database = open_database(f"sqlite:///{tmp_path / 'new.db'}")
    async with database.read() as conn:
        assert await migrations.current(conn) is None
    await database.close()


def test_head_is_what_alembic_says_and_the_history_is_linear() -> None:
    config = Config()
    config.set_main_option("script_location", str(migrations.HERE))
    script = ScriptDirectory.from_config(config)
    assert script.get_heads() == [migrations.head()]
    assert all(not revision.is_merge_point for revision in script.walk_revisions())


async def test_each_table_belongs_to_a_service_or_is_shared(database: Database) -> None:
    shared = {"log_entries", "blobs", "api_tokens", "api_idempotency", "schema_compatibility"}
    prefixes = ("ingest_", "tracker_", "notifier_", "consumer_")
    assert [name for name in metadata.tables if name not in shared and not name.startswith(prefixes)] == []


async def test_a_new_file_is_migrated_without_a_copy(tmp_path: Path) -> None:
    file = tmp_path / "dondoc.db"
    assert await migrations.upgrade_with_backup(file, f"sqlite:///{file}") is None
    assert await migrations.upgrade_with_backup(file, f"sqlite:///{file}") is None, "current: nothing to do"


async def test_a_new_file_has_pages_that_hold_several_documents(tmp_path: Path) -> None:
    file = tmp_path / "dondoc.db"
    await migrations.upgrade(f"sqlite:///{file}")
    with closing(sqlite3.connect(file)) as conn:
        assert conn.execute("PRAGMA page_size").fetchone() == (8192,)
        assert conn.execute("PRAGMA journal_mode").fetchone() == ("wal",)


async def test_a_file_that_is_behind_is_copied_before_it_is_migrated(tmp_path: Path) -> None:
    file = tmp_path / "dondoc.db"
    await migrations.upgrade(f"sqlite:///{file}", "0001")
    copy = await migrations.upgrade_with_backup(file, f"sqlite:///{file}")
    assert copy is not None
    assert (_revision(copy), _revision(file)) == ("0001", migrations.head())


async def test_a_migration_that_fails_half_way_leaves_the_file_as_it_was(tmp_path: Path) -> None:
    file = tmp_path / "dondoc.db"
    await migrations.upgrade(f"sqlite:///{file}", "0001")
    with closing(sqlite3.connect(file)) as conn:
        conn.execute("CREATE TABLE tracker_calendar_years (mine)")
        before = conn.execute("SELECT name, sql FROM sqlite_master ORDER BY name").fetchall()
    with pytest.raises(OperationalError, match="already exists"):
        await migrations.upgrade(f"sqlite:///{file}")
    with closing(sqlite3.connect(file)) as conn:
        assert conn.execute("SELECT name, sql FROM sqlite_master ORDER BY name").fetchall() == before
    assert _revision(file) == "0001"


def _revision(file: Path) -> str:
    with closing(sqlite3.connect(file)) as conn:
        return str(conn.execute("SELECT version_num FROM alembic_version").fetchone()[0])


def _supports() -> list[tuple[str, str]]:
    """(revision, the oldest program it supports), oldest first."""
    config = Config()
    config.set_main_option("script_location", str(migrations.HERE))
    found = ScriptDirectory.from_config(config).walk_revisions()
    return sorted((revision.revision, revision.module.supports) for revision in found)


def test_every_migration_says_which_programs_it_supports_and_none_supports_what_an_earlier_did_not() -> None:
    said = [supports for _, supports in _supports()]
    assert said == sorted(said)
    assert all(supports <= revision for revision, supports in _supports())


async def test_the_database_says_which_programs_its_schema_supports(database: Database) -> None:
    async with database.read() as conn:
        (said,) = (await conn.execute(select(schema_compatibility.c.supports))).scalars()
    assert said == dict(_supports())[migrations.head()]


@pytest.mark.parametrize(
    ("revision", "supports", "why"),
    [("0004", "0004", ""), ("0005", "0004", ""), ("0005", "0003", ""), ("0005", "0005", "no longer supports"),
     ("0005", None, "no longer supports"), ("0003", "0003", "dondoc migrate")],
)  # fmt: skip
async def test_a_program_works_on_a_newer_schema_that_supports_it(
    database: Database, revision: str, supports: str | None, why: str
) -> None:
    async with database.write() as tx:
        await tx.execute(text("UPDATE alembic_version SET version_num = :to"), {"to": revision})
        await tx.execute(delete(schema_compatibility))
        if supports:
            await tx.execute(insert(schema_compatibility).values(supports=supports))
    async with database.read() as conn:
        said = await migrations.obstacle(conn, "0004")
    assert (why in said) if why else said == ""


async def test_a_file_of_a_newer_release_is_neither_copied_nor_changed(tmp_path: Path) -> None:
    file = tmp_path / "dondoc.db"
    await migrations.upgrade(f"sqlite:///{file}")
    with closing(sqlite3.connect(file)) as conn, conn:
        conn.execute("UPDATE alembic_version SET version_num = '9999'")
    assert await migrations.upgrade_with_backup(file, f"sqlite:///{file}") is None
    assert _revision(file) == "9999"


COMPRESSED = text(
    "SELECT attrelid::regclass || '.' || attname FROM pg_attribute JOIN pg_class ON pg_class.oid = attrelid "
    "WHERE attcompression = 'l' AND relnamespace = 'public'::regnamespace"
)
KNOWS_LZ4 = text("SELECT 'lz4' = ANY(enumvals) FROM pg_settings WHERE name = 'default_toast_compression'")


@pytest.mark.postgres
async def test_large_texts_are_compressed_cheaply_where_the_server_can(postgres_url: str) -> None:
    database = open_database(postgres_url)
    async with database.read() as conn:
        if not (await conn.execute(KNOWS_LZ4)).scalar():
            pytest.skip("this server is built without lz4")
        found = set((await conn.execute(COMPRESSED)).scalars())
    await database.close()
    assert {"log_entries.payload", "ingest_deliveries.body", "tracker_documents.text"} <= found
