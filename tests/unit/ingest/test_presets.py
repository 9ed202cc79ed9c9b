"""Vendors' names in any case, the canonical form, and what a source's mapping lines change."""

from typing import Any

import pytest

from services.ingest.adapters.mapping import BadMapping, compile_mapping
from services.ingest.adapters.presets import PRESETS
from services.ingest.adapters.presets.vendor import IGNORES, READS
from services.ingest.adapters.protocol import NotUnderstood, Understood
from services.ingest.adapters.registry import reader_for
from services.ingest.interpret import Secret
from shared.config.secrets import Secret as SourceSecret
from shared.config.sources import ApiKey, Source
from shared.folding import fold
from tests.samples.pushed import canonical, raw, vendor

AUTH = ApiKey(scheme="api-key", secrets=(SourceSecret(value="k"),))
TABLE = [
    "soKyHieu",
    "soKiHieu",
    "soKihieu",
    "so_kyhieu",
    "maCongVanSo",
    "DocCode",
    "CodeNumber",
    "CodeNotation",
    "so_ky_hieu",
    "trichYeu",
    "trich_yeu",
    "summary",
    "Compendium",
    "Subject",
    "coQuanBanHanh",
    "donViBanHanh",
    "coquan_banhanh",
    "Organization",
    "OrganizationCode",
    "tac_gia",
    "ngayVanBan",
    "ngayBanHanh",
    "ngay_vanban",
    "DatePublished",
    "PromulgationDate",
    "ngay_vb",
    "ngayNhan",
    "ngayDenDi",
    "soDenDi",
    "so_den",
    "ngay_den",
    "doKhan",
    "doUuTien",
    "priority_name",
    "UrgentId",
    "Priority",
    "do_khan",
    "doMat",
    "confidential",
    "do_mat",
    "hanGiaiQuyet",
    "hanXuLy",
    "han_xuly",
    "DueDate",
    "DateAppointed",
    "han_xl",
    "han_xu_ly",
    "nguoiKiChinh",
    "nguoi_ky_chinh",
    "maNguoiKy",
    "SignerName",
    "nguoi_ky",
    "hinhThucVanBan",
    "ten_phanloaivanban",
    "documentType",
    "loaiVBId",
    "TypeName",
    "chuTri",
    "phoiHop",
    "primaryProcess",
    "coevalProcess",
    "noiNhan",
    "Receivers",
    "id",
    "maVanBan",
    "id_vb",
    "VanBanId",
    "noiDung",
    "noi_dung",
    "toanVan",
]


def read(body: object, preset: str = "idesk", lines: dict[str, str] | None = None) -> Understood | NotUnderstood:
    found = reader_for(Source(preset=preset, auth=AUTH, map=lines or {}))(raw(body))
    assert not isinstance(found, Secret)
    return found.outcome


def document(body: object, preset: str = "idesk", lines: dict[str, str] | None = None) -> dict[str, Any]:
    outcome = read(body, preset, lines)
    assert isinstance(outcome, Understood), outcome
    found = outcome.data["document"]
    assert isinstance(found, dict)
    return found


def snake(name: str) -> str:
    return "".join(f"_{c.lower()}" if c.isupper() else c for c in name).lstrip("_")


@pytest.mark.parametrize("name", TABLE)
def test_every_name_of_the_table_is_read_or_known_to_be_ignored(name: str) -> None:
    known = set(PRESETS["ioffice"].places()) | {fold(ignored) for ignored in IGNORES}
    assert fold(name) in known


def test_no_name_stands_for_two_fields() -> None:
    folded = [fold(name) for names in READS.values() for name in names]
    assert len(folded) == len(set(folded))
    assert not set(folded) & {fold(name) for name in IGNORES}


@pytest.mark.parametrize("preset", ["ioffice", "idesk", "eoffice", "ictlongan"])
@pytest.mark.parametrize("case", [str, str.upper, str.lower, snake, lambda name: name[0].upper() + name[1:]])
def test_vendors_names_are_read_in_any_case(preset: str, case: Any) -> None:
    body = {case(name): value for name, value in vendor(
        hinhThucVanBan="Công văn", nguoiKiChinh="Trần Văn Mẫu", chuTri="Sở Y tế", phoiHop="Sở Nội vụ; Sở Tài chính",
        hanXuLy="25/11/2026", ngayNhan="16/11/2026", noiNhan="Như trên; Lưu: VT", noiDung=" Giao Sở Y tế\n").items()}  # fmt: skip
    assert document(body, preset) == {
        "source_id": "V-1", "number": "34", "notation": "UBND-TH", "type": "Công văn", "abstract": "V/v giải ngân",
        "issuer": "UBND tỉnh", "issued_on": "2026-11-16", "received_at": "2026-11-15T17:00:00+00:00", "urgency": "urgent",
        "deadline": "2026-11-25", "lead": ["Sở Y tế"], "coordinating": ["Sở Nội vụ", "Sở Tài chính"],
        "recipients": ["Như trên", "Lưu: VT"], "signer": {"name": "Trần Văn Mẫu"}, "text": " Giao Sở Y tế\n",
    }  # fmt: skip


def test_the_better_of_two_names_wins_if_it_says_something() -> None:
    assert document(vendor(summary="ngắn"))["abstract"] == "V/v giải ngân"
    assert document(vendor(trichYeu="", summary="ngắn"))["abstract"] == "ngắn"
    assert document(vendor(trichYeu=None, Subject="chủ đề"))["abstract"] == "chủ đề"


def test_recipients_are_never_leads() -> None:
    found = document(vendor(noiNhan="Sở Y tế", Receivers="Sở Nội vụ"))
    assert "lead" not in found


def test_strange_values_stay_as_written_and_hold_nothing() -> None:
    found = document(vendor(ngayBanHanh="hôm qua", doKhan=7, chuTri={"x": 1}))
    assert found["as_written"] == {"issued_on": "hôm qua", "urgency": "7", "lead": '{"x":1}'}
    assert not {"issued_on", "urgency", "lead"} & found.keys()


@pytest.mark.parametrize(
    ("body", "reason"),
    [({}, "not-understood"), ([], "not-understood"), ("x", "not-understood"), (5, "not-understood"), (None, "not-understood"),
     ({"event": "x.y"}, "unknown-event"), ({"event": 5}, "unknown-event"), ({"document": {"abstract": "a"}}, "no-identity"),
     ({"document": {"number": "1"}}, "no-content"), ({"document": {"number": "1", "tasks": []}}, "no-content"),
     ({"document": {"notation": "X", "abstract": "a"}}, "no-identity"), ({"document": "x"}, "not-understood"),
     ({"event": "document.recalled", "document": {}}, "no-identity"), ({"event": "progress.reported"}, "no-reference"),
     ({"event": "progress.reported", "reference": "1/X"}, "no-agency"),
     ({"event": "progress.reported", "reference": "1/X", "agency": "A", "state": "?"}, "unknown-state")],
)  # fmt: skip
def test_what_is_missing_is_named(body: object, reason: str) -> None:
    assert read(body, "dondoc") == NotUnderstood(reason)


def test_the_canonical_form_passes_as_it_is() -> None:
    task = {"content": "Rà soát", "lead": ["Sở Nội vụ"], "coordinating": ["Sở Y tế"], "monitoring": ["Phòng TH"], "field": "Nội vụ",
            "code": "QC45_a", "deadline": "2026-11-25", "inclusive": False, "report_required": True}  # fmt: skip
    more: dict[str, Any] = {"type": "công văn", "submitted_by": "Sở Nội vụ", "signer": {"name": "A", "position": "B"}, "urgency": "express",
            "recipients": ["C"], "text": "t", "attachments": [{"name": "a.pdf", "media_type": "application/pdf", "sha256": "0" * 64}],
            "tasks": [task], "lead": ["D"], "deadline": "2026-12-01"}  # fmt: skip
    body = canonical(**more, received_at=None, secrecy=None)
    expected = {**body["document"]}
    del expected["received_at"], expected["secrecy"]
    assert document(body, "dondoc") == expected


def test_tasks_may_be_loose_and_a_task_without_content_stays_in_its_words() -> None:
    tasks = [
        "Rà soát",
        {"content": "Báo cáo", "lead": "A; B", "inclusive": "có", "deadline": "25/11/2026"},
        {"lead": "A"},
        5,
    ]
    found = document(canonical(tasks=tasks), "dondoc")
    assert found["tasks"] == [
        {"content": "Rà soát"},
        {"content": "Báo cáo", "lead": ["A", "B"], "deadline": "2026-11-25"},
        {"content": "5"},
    ]
    assert found["as_written"] == {"tasks[1].inclusive": "có", "tasks[2]": '{"lead":"A"}'}
    assert document(canonical(tasks="nhiều"), "dondoc")["as_written"] == {"tasks": "nhiều"}


@pytest.mark.parametrize(("event", "fact"), [(None, "received"), ("document.issued", "received"), ("document.updated", "updated"),
                                             ("document.replaced", "replaced")])  # fmt: skip
def test_events_become_facts(event: str | None, fact: str) -> None:
    outcome = read({**canonical(), "event": event, "reason": "lý do"}, "dondoc")
    assert isinstance(outcome, Understood)
    assert (outcome.fact, outcome.data["reason"]) == (f"document.{fact}", "lý do")


def test_a_recall_carries_its_identity_alone() -> None:
    outcome = read({**canonical(text="x", tasks=["y"]), "event": "document.recalled", "reason": "nhầm"}, "dondoc")
    assert isinstance(outcome, Understood)
    assert outcome.data == {"reason": "nhầm", "document": {"source_id": "c-1", "number": "12", "notation": "UBND-NC",
                                                           "issuer": "UBND tỉnh", "issued_on": "2026-11-16"}}  # fmt: skip
    by_reference = read({"event": "document.recalled", "reference": "12/UBND-NC"}, "dondoc")
    assert isinstance(by_reference, Understood)
    assert by_reference.reference == "12/UBND-NC"


def test_a_replacement_names_what_it_replaces() -> None:
    replaces = [
        {"source_id": "old", "number": "02", "notation": "CT-UBND", "issued_on": "01/02/2026", "text": "no"},
        "03/CT-UBND",
    ]
    outcome = read({**canonical(), "event": "document.replaced", "replaces": replaces}, "dondoc")
    assert isinstance(outcome, Understood)
    assert outcome.data["replaces"] == [
        {"source_id": "old", "number": "02", "notation": "CT-UBND", "issued_on": "2026-02-01"}, {"number": "03", "notation": "CT-UBND"}]  # fmt: skip


def test_progress_is_an_agencys_word_on_its_part() -> None:
    body = {"event": "progress.reported", "reference": "812/UBND-NC", "issued_on": "16/11/2026", "agency": "Sở Nội vụ",
            "state": "Đang thực hiện", "percent": "60%", "note": "xong 60"}  # fmt: skip
    outcome = read(body, "dondoc")
    assert isinstance(outcome, Understood)
    assert outcome.data == {"number": "812", "notation": "UBND-NC", "issued_on": "2026-11-16", "agency": "Sở Nội vụ",
                            "state": "in_progress", "percent": 60, "note": "xong 60"}  # fmt: skip
    assert outcome.reference == "812/UBND-NC"
    odd = read({**body, "percent": "nhiều"}, "dondoc")
    assert isinstance(odd, Understood)
    assert odd.data["note"] == "xong 60 [percent: nhiều]"


LINES = {"event_id": "meta.id", "document.source_id": "vb.id", "document.reference": "vb.so", "document.abstract": "vb.ten || vb.tieu_de",
         "document.tasks": "vb.viec[].{content: noi_dung, lead: don_vi}", "document.signer.name": "vb.ky"}  # fmt: skip


def test_a_mapping_reads_a_system_that_nobody_knew() -> None:
    body = {"meta": {"id": "m1"}, "vb": {"id": 5, "so": "9/UBND-X", "tieu_de": "Tên", "ky": "A",
                                         "viec": [{"noi_dung": "Rà soát", "don_vi": "Sở Y tế"}]}}  # fmt: skip
    assert document(body, "dondoc", LINES) == {
        "source_id": "5", "number": "9", "notation": "UBND-X", "abstract": "Tên", "signer": {"name": "A"},
        "tasks": [{"content": "Rà soát", "lead": ["Sở Y tế"]}]}  # fmt: skip
    found = reader_for(Source(preset="dondoc", auth=AUTH, map=LINES))(raw(body))
    assert not isinstance(found, Secret)
    assert found.message_id == "m1"


def test_mapping_lines_override_a_preset_and_the_rest_of_it_stays() -> None:
    lines = {"document.abstract": "tieuDe", "document.number": "so"}
    found = document(vendor(tieuDe="Tên mới", so="99"), lines=lines)
    assert (found["abstract"], found["number"], found["issuer"]) == ("Tên mới", "99", "UBND tỉnh")
    assert document(vendor(), lines=lines)["abstract"] == "V/v giải ngân"


def test_a_mapped_secrecy_is_judged() -> None:
    read_mapped = reader_for(Source(preset="dondoc", auth=AUTH, map={"document.secrecy": "vb.muc"}, open_values=("0",)))
    assert isinstance(read_mapped(raw({"vb": {"muc": "A"}})), Secret)
    assert not isinstance(read_mapped(raw({"vb": {"muc": "0"}})), Secret)
    assert not isinstance(read_mapped(raw({"vb": {}})), Secret)


@pytest.mark.parametrize("body", [{"vb": []}, {"vb": "x"}, {"vb": {"viec": 5}}, [], {"meta": None}])
def test_a_mapping_over_another_shape_finds_nothing_and_breaks_nothing(body: object) -> None:
    assert isinstance(read(body, "dondoc", LINES), NotUnderstood)


@pytest.mark.parametrize(
    "lines",
    [{"document.nope": "a"}, {"nope": "a"}, {"document.number": "a[["}, {"document": "a"}, {"document.number": ""}],
)
def test_a_line_that_can_never_work_is_refused(lines: dict[str, str]) -> None:
    with pytest.raises(BadMapping):
        compile_mapping(lines)
