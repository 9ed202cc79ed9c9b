"""Every table belongs to one service or is shared; a service names no other's [DESIGN §2]."""

import ast
import importlib
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from shared.tables import metadata

SERVICES = ("ingest", "tracker", "notifier")
SHARED = frozenset({"log_entries", "api_tokens", "api_idempotency", "blobs", "schema_compatibility"})
PREFIXES = ("consumer_", *(f"{name}_" for name in SERVICES))
ROOT = Path(__file__).parents[3]
for name in SERVICES:
    importlib.import_module(f"services.{name}.models")
# Names of tables end in a letter; `services.tracker.models`, `dondoc_notices` and the like are none.
TABLE = re.compile(r"\b(ingest|tracker|notifier)_[a-z_]*[a-z]\b")


def sources(folder: str) -> Iterator[Path]:
    return (path for path in sorted((ROOT / folder).rglob("*.py")))


def words(path: Path) -> set[str]:
    """What a module says in code: its names and its texts, comments and docstrings left out."""
    tree = ast.parse(path.read_text("utf-8"))
    told = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    names = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
    texts = {
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in told
    }
    return names | texts


def tables_named(path: Path) -> set[str]:
    """The tables of services that a module names, in SQL or as a model."""
    found = {match.group() for word in words(path) for match in TABLE.finditer(word)}
    return found & set(metadata.tables)


def test_every_table_has_an_owner() -> None:
    strays = [name for name in metadata.tables if name not in SHARED and not name.startswith(PREFIXES)]
    assert strays == []


@pytest.mark.parametrize("service", SERVICES)
def test_a_service_names_no_table_of_another(service: str) -> None:
    foreign = {
        (path.name, table)
        for path in sources(f"services/{service}")
        for table in tables_named(path)
        if not table.startswith(f"{service}_")
    }
    assert foreign == set()


def test_what_is_shared_names_no_services_table() -> None:
    assert {(path.name, table) for path in sources("shared") for table in tables_named(path)} == set()


@pytest.mark.parametrize("service", SERVICES)
def test_the_search_finds_a_services_own_tables(service: str) -> None:
    assert {table for path in sources(f"services/{service}") for table in tables_named(path)}


def test_no_table_refers_to_another_services_table() -> None:
    crossing = [
        (table.name, key.target_fullname)
        for table in metadata.tables.values()
        for key in table.foreign_keys
        if table.name.partition("_")[0] != key.target_fullname.partition("_")[0]
    ]
    assert crossing == []
