"""`dondoc sources test` and `dondoc replay`."""

import asyncio
import json
from pathlib import Path
from uuid import UUID

import pytest

from services.cli import main
from shared.db import open_database
from tests.integration.ingest.desk import open_desk
from tests.samples.pushed import CONFIG, raw, vendor, write_config

BODY = {"meta": {"id": "m-1"}, "van_ban": {"so_hieu": "77/UBND-X", "ve_viec": "Tiêm chủng"}}


def run(folder: Path, *words: str, config: str = CONFIG) -> int:
    return main([*words, "--config", str(write_config(folder, config))])


def a_body(folder: Path, body: object) -> str:
    file = folder / "body.json"
    file.write_bytes(body if isinstance(body, bytes) else raw(body))
    return str(file)


def test_a_mapping_can_be_tried_without_storing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(tmp_path, "sources", "test", "vendor", a_body(tmp_path, vendor())) == 0
    out = capsys.readouterr().out
    assert "document.received" in out and "UBND-TH" in out and "V/v giải ngân" in out
    assert json.loads(out[out.index("{") :])["document"]["number"] == "34"


@pytest.mark.parametrize(
    ("name", "body", "code", "word"),
    [("mapped", BODY, 1, "[sources.mapped.map]"), ("vendor", b"{", 1, "400"), ("vendor", vendor(doMat="Mật", trichYeu="DẤU"), 1, "422"),
     ("nobody", {}, 2, "nobody")],
)  # fmt: skip
def test_what_would_not_be_accepted_says_why(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str, body: object, code: int, word: str
) -> None:
    assert run(tmp_path, "sources", "test", name, a_body(tmp_path, body)) == code
    said = capsys.readouterr()
    assert word in said.err
    assert "DẤU" not in said.err + said.out


def test_held_deliveries_are_read_again_after_the_mapping_was_mended(
    tmp_path: Path, sqlite_url: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("DONDOC_DATABASE_URL", sqlite_url)
    monkeypatch.setenv("DONDOC_DATA", str(tmp_path))
    delivery_id = asyncio.run(hold(sqlite_url, tmp_path))
    assert run(tmp_path, "replay", "--status", "held") == 1
    assert f"{delivery_id}  held not-understood" in capsys.readouterr().out
    mended = CONFIG.replace('"vb.', '"van_ban.')
    assert run(tmp_path, "replay", "--source", "vendor", config=mended) == 0
    assert run(tmp_path, "replay", "--source", "mapped", config=mended) == 0
    assert f"{delivery_id}  accepted" in capsys.readouterr().out
    assert run(tmp_path, "replay", str(delivery_id), config=mended) == 0
    assert run(tmp_path, "replay", str(UUID(int=1)), config=mended) == 1
    assert run(tmp_path, "replay", config=mended) == 2
    assert run(tmp_path, "replay", "--status", "lost", config=mended) == 2


async def hold(url: str, folder: Path) -> UUID:
    database = open_database(url)
    async with open_desk(database, folder) as desk:
        answer = await desk.push("mapped", BODY)
    await database.close()
    return UUID(answer.json()["delivery_id"])
