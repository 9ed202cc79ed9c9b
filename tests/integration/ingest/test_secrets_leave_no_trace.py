"""A state secret is refused, counted, alarmed; nothing of it stays anywhere."""

import logging
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import inspect, select, text

from services.ingest.models import refusals
from shared.db import Database
from tests.integration.ingest.desk import Driven, open_desk
from tests.samples.pushed import canonical, edxml, vendor

MARKER = "DẤU-VẾT-7F3A9"
STAMPED = f"ỦY BAN NHÂN DÂN\nTỈNH ĐẮK LẮK\nTUYỆT MẬT\n\nSố: 1/UBND\n{MARKER}\n"
SECRETS: list[tuple[str, Any]] = [
    ("vendor", vendor(doMat="Tối mật", trichYeu=MARKER)),
    ("vendor", {"khong_ai_hieu": {"ĐỘ_MẬT": "Mật", "x": MARKER}}),
    ("canonical", canonical(MARKER, secrecy="mật")),
    ("canonical", canonical(text=STAMPED)),
    ("canonical", {"unknown": [STAMPED]}),
    ("canonical", ["MẬT", MARKER]),
    ("mapped", {"meta": {"id": MARKER}, "vb": {"so_hieu": "7/X", "ve_viec": MARKER, "do_bao_mat": "A"}}),
    ("exchange", edxml({"Subject": MARKER, "DoMat": "Mật"})),
    ("exchange", edxml({"Content": STAMPED})),
]


@pytest.fixture
async def desk(database: Database, tmp_path: Path) -> AsyncIterator[Driven]:
    async with open_desk(database, tmp_path) as opened:
        yield opened


@pytest.mark.parametrize(("source", "body"), SECRETS)
async def test_a_state_secret_leaves_only_source_time_and_count(
    desk: Driven,
    source: str,
    body: Any,
    tmp_path: Path,
    capfd: pytest.CaptureFixture[str],
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.DEBUG)
    for _ in range(2):
        answer = await desk.push(source, body, key=None)
        assert (answer.status_code, answer.json()["type"]) == (422, "urn:dondoc:problem:state-secret-refused")
        assert MARKER not in answer.text
    assert MARKER not in await everything(desk.context.database)
    assert MARKER not in desk.metrics() + caplog.text + "".join(capfd.readouterr())
    assert not [p for p in tmp_path.rglob("*") if p.is_file() and MARKER.encode() in p.read_bytes()]
    async with desk.context.database.read() as conn:
        (row,) = await conn.execute(select(refusals))
    assert (row.source, row._mapping["count"], row.last_at) == (source, 2, desk.clock.now())
    assert f'dondoc_state_secrets_refused_total{{source="{source}"}} 2.0' in desk.metrics()


async def test_the_operator_is_alarmed_with_no_content(desk: Driven, capfd: pytest.CaptureFixture[str]) -> None:
    await desk.push("vendor", vendor(doMat="Mật", trichYeu=MARKER))
    out = "".join(capfd.readouterr())
    assert "secret.refused" in out and "vendor" in out and "critical" in out


async def everything(database: Database) -> str:
    """Every row of every table, as text."""
    async with database.read() as conn:
        names = await conn.run_sync(lambda sync: inspect(sync).get_table_names())
        rows = [str(row) for name in names for row in await conn.execute(text(f'SELECT * FROM "{name}"'))]
    return "\n".join(rows)
