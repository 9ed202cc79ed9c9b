"""What every adapter promises, whatever the source: events that parse, secrets seen, nothing but Unparsable raised."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from services.ingest.adapters.protocol import NotUnderstood, Reading, Understood, Unparsable
from services.ingest.adapters.registry import reader_for
from services.ingest.delivery import Origin, publication
from services.ingest.interpret import Reader, Secret
from shared.config.secrets import Secret as SourceSecret
from shared.config.sources import ApiKey, Source
from shared.events import Subject, event
from shared.events.documents import DocumentFact, ProgressFact, StatusFact
from shared.ids import new_id
from tests.samples.pushed import attachment, canonical, edxml, raw, vendor

AUTH = ApiKey(scheme="api-key", secrets=(SourceSecret(value="k"),))
PRESETS = ("dondoc", "ioffice", "idesk", "eoffice", "ictlongan", "edxml")
READERS: dict[str, Reader[Any]] = {preset: reader_for(Source(preset=preset, auth=AUTH)) for preset in PRESETS}
FULL = canonical(
    received_at="2026-11-16 09:00", signer={"name": "A", "position": "B"}, urgency="express_timed", recipients="C; D",
    text="t\x00", attachments=["a.pdf", {"name": "b", "sha256": "0"}], lead="E", deadline="25/11/2026", keys=["k"],
    tasks=[{"content": "x", "lead": ["F"], "inclusive": False, "report_required": True, "deadline": "quý I"}, "y", 7],
    circulation="LƯU HÀNH NỘI BỘ", type="công văn", coordinating=["G"], submitted_by="H", strange={"deep": [1]},
)  # fmt: skip
UNDERSTOOD: list[tuple[str, bytes]] = [
    *[("dondoc", raw({**FULL, "event": f"document.{fact}", "replaces": [{"number": 1}, "2/X"], "reason": 5}))
      for fact in ("issued", "updated", "replaced", "recalled")],
    ("dondoc", raw({"event": "progress.reported", "reference": "1/X", "agency": "A", "percent": 60, "issued_on": "16/11/2026"})),
    ("dondoc", raw(canonical(issued_on="?", urgency=5, signer=[], tasks={}, recipients=3, attachments={}, received_at=[]))),
    *[(preset, raw(vendor(chuTri="A", phoiHop=["B"], hanXuLy="25/11/2026", nguoiKiChinh="C", ngayNhan="16/11/2026 08:00")))
      for preset in PRESETS[1:5]],
    ("edxml", edxml(attachments=attachment(b"%PDF-1"))),
    *[("edxml", edxml(business=f"<Bussiness><BussinessDocType>{n}</BussinessDocType><DocumentId>a,2026/01/02,3/X</DocumentId></Bussiness>"))
      for n in (1, 2, 3)],
    ("edxml", edxml({"StatusCode": "03", "ResponseFor": "<Code>1/X</Code>", "Timestamp": "2026/11/16 08:00:00"})),
]  # fmt: skip
SAYS: dict[str, Any] = {"document": DocumentFact, "progress": ProgressFact, "document.status_received": StatusFact}


def read(preset: str, body: bytes) -> Understood | NotUnderstood | None:
    found = READERS[preset](body)
    return None if isinstance(found, Secret) else found.outcome


@pytest.mark.parametrize(("preset", "body"), UNDERSTOOD)
def test_what_is_understood_is_an_event_that_consumers_can_read(preset: str, body: bytes) -> None:
    outcome = read(preset, body)
    assert isinstance(outcome, Understood), outcome
    assert outcome.reference or outcome.source_id
    made = publication(Origin(new_id(), "s", datetime(2026, 11, 16, tzinfo=UTC)), outcome)
    assert made is not None
    model = SAYS.get(made.fact) or SAYS[made.fact.partition(".")[0]]
    fact = event(
        Subject("documents", made.key("s"), "/x", datetime(2026, 11, 16, tzinfo=UTC)), made.fact, made.data
    ).read(model)
    written = json.loads(made.data)
    assert fact.model_dump(mode="json", exclude_unset=True).keys() == written.keys(), (
        "nothing is written that nobody reads"
    )
    if "document" in written:
        known = fact.document.model_dump(mode="json", exclude_unset=True)
        assert known.keys() == written["document"].keys()
    assert b"\\u0000" not in made.data


@pytest.mark.parametrize("preset", PRESETS)
def test_what_is_read_together_says_what_each_says_alone(preset: str) -> None:
    secret = edxml({"doMat": "Mật"}) if preset == "edxml" else raw({"doMat": "Mật"})
    bodies = [secret, b"{broken", *(body for one, body in UNDERSTOOD if one == preset), b"[]", secret, b""]

    def alone(body: bytes) -> object:
        try:
            return READERS[preset](body)
        except Unparsable as bad:
            return str(bad)

    together = [str(one) if isinstance(one, Unparsable) else one for one in READERS[preset].each(bodies)]
    assert together == [alone(body) for body in bodies]
    assert {type(one) for one in together} >= {Secret, Reading, str}
    assert READERS[preset].each([]) == []


@pytest.mark.parametrize("preset", PRESETS)
def test_secrecy_fields_and_stamps_are_seen_by_every_adapter(preset: str) -> None:
    stamped = "ỦY BAN NHÂN DÂN\nTỐI MẬT\n\nSố: 1"
    bodies = [edxml({"Content": stamped}), edxml({"doMat": "Mật"}), edxml({"Confidential": "1"})] if preset == "edxml" else [
        raw({"x": stamped}), raw([{"DO_MAT": "Mật"}]), raw(vendor(confidential=1)), raw(canonical(secrecy="mật"))]  # fmt: skip
    for body in bodies:
        assert isinstance(READERS[preset](body), Secret)


@pytest.mark.parametrize("preset", PRESETS)
@pytest.mark.parametrize(
    "body",
    [b"", b"\xff\xfe\x00", b"[" * 100_000, b'{"a":' * 2000, b"nul", b"{}{}", b"<", b'"\xed\xa0\x80"', b'{"a": 1e999}'],
)
def test_what_is_not_the_format_is_unparsable(preset: str, body: bytes) -> None:
    with pytest.raises(Unparsable):
        READERS[preset](body)


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=12,
)
canonical_names = st.sampled_from(["source_id", "number", "notation", "abstract", "text", "tasks", "signer", "attachments", "issued_on",
                                   "urgency", "recipients", "deadline", "lead", "received_at", "keys"])  # fmt: skip
events = st.sampled_from(
    ["document.issued", "document.updated", "document.recalled", "document.replaced", "progress.reported", "?"]
)


@settings(suppress_health_check=[HealthCheck.too_slow], max_examples=200)
@given(st.fixed_dictionaries({"event": events, "document": st.dictionaries(canonical_names, json_values)},
                             optional={name: json_values for name in ("reason", "replaces", "reference", "agency", "state", "percent")}))  # fmt: skip
def test_no_json_breaks_the_canonical_adapter(body: dict[str, Any]) -> None:
    outcome = read("dondoc", json.dumps(body).encode())
    if isinstance(outcome, Understood):
        made = publication(Origin(new_id(), "s", datetime(2026, 11, 16, tzinfo=UTC)), outcome)
        assert made is not None
        model = ProgressFact if made.fact.startswith("progress") else DocumentFact
        model.model_validate_json(made.data)


@given(st.dictionaries(st.text(max_size=12), json_values) | json_values)
def test_no_json_breaks_a_vendors_adapter(body: object) -> None:
    outcome = read("idesk", json.dumps(body).encode())
    assert outcome is None or isinstance(outcome, Understood | NotUnderstood)
    if isinstance(outcome, Understood):
        assert outcome.reference or outcome.source_id


@given(st.binary(max_size=300))
def test_no_bytes_raise_anything_but_unparsable(body: bytes) -> None:
    for preset in ("dondoc", "edxml"):
        try:
            outcome = read(preset, body)
        except Unparsable:
            continue
        assert not isinstance(outcome, Understood), "no noise is a document"
