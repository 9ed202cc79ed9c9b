"""A province with a regulation of its own: an embedded run from an empty folder speaks by its name everywhere."""

import json
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.integration.core.test_command import dondoc, environment
from tests.servers.place import free_port

TOKEN = "operator-of-hoa-lu"
CONFIG = """\
[office]
name = "Văn phòng UBND tỉnh Hoa Lư"
agencies = "agencies.csv"
[reading]
inline_chars = 200
[sources.internal]
preset = "dondoc"
auth = { scheme = "api-key", header = "X-Api-Key", secrets = ["k"] }
[channels.console]
kind = "console"
"""
NAMED = '[regimes]\nprovince = "QC12"\n'
AGENCIES = """code,name,aliases,kind,parent,head,head_email,email,phone,valid_from,valid_to
H00.SYT,Sở Y tế,SYT,department,,Giám đốc Sở Y tế,gd@syt.example,vt@syt.example,,,
"""
LETTER = """ỦY BAN NHÂN DÂN
TỈNH HOA LƯ
Số: {number}/UBND-TH
Hoa Lư, ngày 16 tháng 11 năm 2026
Kính gửi: Sở Y tế
Giao Sở Y tế hoàn thành việc rà soát trước ngày 30/11/2030.
Nơi nhận:
- Như trên;
- Phòng: TH, HCTC {marker};
- Lưu: VT.
"""
GIVEN = [{"content": "Tiêm chủng", "lead": ["Sở Y tế"], "code": "qc 12-d"}]


@dataclass(frozen=True)
class Office:
    """A running `dondoc serve`."""

    api: httpx.Client
    said: Path

    def push(self, number: int, **more: Any) -> None:
        document = {"number": str(number), "notation": "UBND-TH", "issuer": "UBND tỉnh Hoa Lư",
                    "issued_on": "2026-11-16", **more}  # fmt: skip
        answer = self.api.post("/webhooks/internal", json={"document": document}, headers={"x-api-key": "k"})
        assert answer.json()["status"] == "accepted", answer.text

    def get(self, path: str, **params: str) -> Any:
        answer = self.api.get(path, params=params)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def items(self, path: str, **params: str) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = self.get(path, **params)["items"]
        return found

    def notices(self, task: str) -> list[str]:
        """What the log says of the task's notices."""
        lines = [json.loads(line) for line in self.said.read_text("utf-8").splitlines() if line.startswith("{")]
        return [line["code"] for line in lines if line.get("task") == task and line["event"] == "notice.sent"]


def until(check: Callable[[], Any], seconds: float = 60) -> Any:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        try:
            if found := check():
                return found
        except httpx.TransportError:
            pass
        time.sleep(0.05)
    raise TimeoutError(check)


@contextmanager
def serving(folder: Path) -> Iterator[Office]:
    port, said = free_port(), folder / "said.log"
    more = {"DONDOC_PORT": str(port), "DONDOC_BOOTSTRAP_TOKEN": TOKEN, "DONDOC_LOG_FORMAT": "json",
            "PYTHONPATH": str(Path.cwd())}  # fmt: skip
    with said.open("ab") as out:
        process = subprocess.Popen(
            [sys.executable, "-m", "services", "serve"],
            cwd=folder,
            env=environment(folder, more),
            stdout=out,
            stderr=out,
        )
    headers = {"authorization": f"Bearer {TOKEN}"}
    try:
        with httpx.Client(base_url=f"http://127.0.0.1:{port}", headers=headers, timeout=20) as api:
            until(lambda: api.get("/health/ready").status_code == 200)
            yield Office(api, said)
    finally:
        process.terminate()
        assert process.wait(30) == 0


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "dondoc.toml").write_text(CONFIG + NAMED, "utf-8")
    (tmp_path / "agencies.csv").write_text(AGENCIES, "utf-8")
    return tmp_path


def the_task(office: Office, number: int) -> dict[str, Any]:
    found: list[dict[str, Any]] = until(lambda: office.items("/v1/tasks", reference=f"{number}/UBND-TH"))
    return found[0]


def test_markers_codes_filters_figures_notices_and_log_have_the_provinces_name(folder: Path) -> None:
    with serving(folder) as office:
        office.push(7, text=LETTER.format(number=7, marker="(QC12_b)"))
        office.push(8, text=LETTER.format(number=8, marker="(QC42_b)"))
        office.push(9, tasks=GIVEN)
        marked, conveyed, given = (the_task(office, number) for number in (7, 8, 9))
        shown = [(one["regime"], one["code"], one["origin"]) for one in (marked, conveyed, given)]
        assert shown == [
            ("QC12", "QC12_b", "marker"), ("QC42", "QC42_b", "marker"), ("QC12", "QC12_d", "structured")
        ]  # fmt: skip
        documents = {one["reference"]: one["regime"] for one in office.items("/v1/documents")}
        assert set(documents.values()) == {"QC12"}
        for path in ("/v1/tasks", "/v1/assignments"):
            assert {one["code"] for one in office.items(path, regime="QC12")} == {"QC12_b", "QC12_d"}
            assert {one["code"] for one in office.items(path, regime="QC42")} == {"QC42_b"}
        refused = office.api.get("/v1/tasks", params={"regime": "QC45"})
        assert (refused.status_code, refused.json()["errors"][0]["field"]) == (422, "regime")
        rows = office.get("/v1/figures", group_by="regime")["rows"]
        assert {row["key"]["id"]: (row["key"]["name"], row["total"]) for row in rows} == {
            "QC12": ("QC12", 2), "QC42": ("QC42", 1)
        }  # fmt: skip
        answer = office.api.post("/v1/read", json={"text": LETTER.format(number=7, marker="(QC12_{b})")}).json()
        assert (answer["document"]["regime"], answer["document"]["markers"]) == ("QC12", ["QC12_b"])
        assert answer["tasks"][0]["code"] == "QC12_b"
        assert until(lambda: office.notices(marked["id"])) == ["QC12_b"]
        assert "Phân loại: QC12_b" in office.said.read_text("utf-8")
        changed = {"code": "qc12c", "reason": "Không có thời hạn"}
        match = {"if-match": f'"{marked["version"]}"'}
        answer = office.api.patch(f"/v1/tasks/{marked['id']}", json=changed, headers=match).json()
        assert (answer["regime"], answer["code"], answer["origin"]) == ("QC12", "QC12_c", "person")
        history = office.items(f"/v1/tasks/{marked['id']}/history")
        assert ("QC12_b", "QC12_c") in [(one["old"], one["new"]) for one in history]
        assert "QC45" not in office.said.read_text("utf-8")


def test_what_was_registered_under_the_old_name_is_there_under_the_new_one(folder: Path) -> None:
    (folder / "dondoc.toml").write_text(CONFIG, "utf-8")
    with serving(folder) as office:
        office.push(7, text=LETTER.format(number=7, marker="(QC45_b)"))
        before = the_task(office, 7)
        assert before["code"] == "QC45_b"
    (folder / "dondoc.toml").write_text(CONFIG + NAMED + 'former = ["QC45"]\n', "utf-8")
    with serving(folder) as office:
        (after,) = office.items("/v1/tasks", regime="QC12", category="b")
        assert (after["id"], after["code"], after["version"]) == (before["id"], "QC12_b", before["version"])
        assert office.get("/v1/figures", group_by="regime")["rows"][0]["key"] == {"id": "QC12", "name": "QC12"}
        office.push(8, text=LETTER.format(number=8, marker="(QC45_b)"))
        assert the_task(office, 8)["code"] == "QC12_b"


def test_the_command_reads_by_the_names_of_the_folders_configuration(folder: Path) -> None:
    (folder / "letter.txt").write_text(LETTER.format(number=7, marker="(QC12_b)"), "utf-8")
    line = json.loads(dondoc(folder, "read", "--jsonl", "letter.txt").stdout)
    assert (line["document"]["markers"], line["tasks"][0]["code"]) == (["QC12_b"], "QC12_b")
    for words in (["read", "letter.txt"], ["read", "--why", "letter.txt"]):
        shown = dondoc(folder, *words, COLUMNS="160").stdout
        assert "QC12_b" in shown and "– QC12\n" in shown and "QC45" not in shown
    assert dondoc(folder, "read", "--review", "letter.txt").returncode == 0
    page = (folder / "letter.txt-ra-soat.html").read_text("utf-8")
    assert "QC12_b" in page and "QC45" not in page


def test_reading_asks_for_nothing_else_of_the_configuration(folder: Path) -> None:
    (folder / "letter.txt").write_text(LETTER.format(number=7, marker="(QC12_b)"), "utf-8")
    (folder / "other.toml").write_text(
        (CONFIG + NAMED).replace('secrets = ["k"]', 'secrets_env = "NOT_SET_HERE"').replace("agencies.csv", "gone.csv"),
        "utf-8",
    )
    line = json.loads(dondoc(folder, "read", "--jsonl", "--config", "other.toml", "letter.txt").stdout)
    assert line["tasks"][0]["code"] == "QC12_b"
    (folder / "wrong.toml").write_text('[regimes]\nprovince = "12"\n', "utf-8")
    done = dondoc(folder, "read", "--config", "wrong.toml", "letter.txt")
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith("wrong.toml:2: regimes.province: viết sai dạng")
