"""What a document system is answered, and what stands in the database afterwards."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from shared.db import Database
from tests.integration.ingest.desk import Driven, open_desk
from tests.samples.pushed import CONFIG, canonical, edxml, headers, raw, standard, vendor

PROBLEM = "urn:dondoc:problem:"
TRACE = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"


@pytest.fixture
async def desk(database: Database, tmp_path: Path) -> AsyncIterator[Driven]:
    async with open_desk(database, tmp_path) as opened:
        yield opened


@pytest.mark.parametrize(
    ("source", "body", "key"),
    [("canonical", canonical(), "12/UBND-NC"), ("vendor", vendor(), "34/UBND-TH"),
     ("standard", vendor(), "34/UBND-TH"), ("exchange", edxml(), "56/UBND-KT"), ("small", canonical(), "12/UBND-NC"),
     ("mapped", {"meta": {"id": "m"}, "vb": {"so_hieu": "7-KL/TU", "ve_viec": "x"}}, "7/KL/TU")],
)  # fmt: skip
async def test_every_kind_of_source_is_accepted(desk: Driven, source: str, body: Any, key: str) -> None:
    answer = await desk.push(source, body)
    assert (answer.status_code, answer.json()["status"]) == (202, "accepted"), answer.text
    (event,) = await desk.events()
    assert (event["key"], event["type"], event["topic"]) == (key, "vn.dondoc.document.received.v1", "documents")
    assert event["source"] == "/dondoc/H99/ingest"
    assert event["data"]["delivery_id"] == answer.json()["delivery_id"]
    assert event["data"]["origin"] == source
    assert event["data"]["accepted_at"].startswith("2026-11-16T01:00:00")
    (row,) = await desk.rows()
    assert (str(row.id), row.status, row.source) == (answer.json()["delivery_id"], "accepted", source)
    assert bytes(row.body) == (body if isinstance(body, bytes) else raw(body))


async def test_the_same_delivery_again_is_a_duplicate(desk: Driven) -> None:
    first, second = await desk.push("vendor", vendor()), await desk.push("vendor", vendor())
    assert second.json() == {"delivery_id": first.json()["delivery_id"], "status": "duplicate"}
    assert len(await desk.events()) == len(await desk.rows()) == 1


async def test_the_same_delivery_many_times_at_once_is_one(desk: Driven) -> None:
    answers = [a.json() for a in await asyncio.gather(*(desk.push("vendor", vendor()) for _ in range(40)))]
    assert Counter(a["status"] for a in answers) == {"accepted": 1, "duplicate": 39}
    assert len({a["delivery_id"] for a in answers}) == 1
    assert len(await desk.events()) == 1


async def test_a_key_belongs_to_its_source(desk: Driven) -> None:
    await desk.push("canonical", canonical("same"))
    assert (await desk.push("small", canonical("same"))).json()["status"] == "accepted"


@pytest.mark.parametrize("at_once", [True, False])
async def test_the_same_key_with_other_bytes_is_held(desk: Driven, at_once: bool) -> None:
    bodies = [canonical("one", abstract=f"bản {n}") for n in range(3)]
    if at_once:
        answers = await asyncio.gather(*(desk.push("canonical", body) for body in bodies))
    else:
        answers = [await desk.push("canonical", body) for body in bodies]
    assert sorted((a.json()["status"], a.json().get("reason")) for a in answers) == [
        ("accepted", None), ("held", "key-reused"), ("held", "key-reused")]  # fmt: skip
    again = [await desk.push("canonical", body) for body in bodies]
    assert {a.json()["delivery_id"] for a in again} == {a.json()["delivery_id"] for a in answers}
    assert len(await desk.rows()) == 3
    assert len(await desk.events()) == 1
    assert {row.key for row in await desk.rows()} == {"one"}


async def test_the_key_is_webhook_id_then_idempotency_key_then_the_events_id_then_the_hash(desk: Driven) -> None:
    body = raw(vendor())
    signed = standard(body, "msg_7", int(desk.clock.real().timestamp()))
    await desk.client.post("/webhooks/standard", content=body, headers={**signed, "idempotency-key": "other"})
    await desk.push("canonical", canonical("in-body"), key="in-header")
    await desk.push("canonical", canonical("in-body"))
    await desk.push("vendor", vendor())
    keys = [row.key for row in await desk.rows()]
    assert keys[:3] == ["msg_7", "in-header", "in-body"]
    assert len(keys[3]) == 64


async def test_a_documents_own_id_is_no_delivery_key(desk: Driven) -> None:
    await desk.push("vendor", vendor(trichYeu="một"))
    assert (await desk.push("vendor", vendor(trichYeu="hai"))).json()["status"] == "accepted"


async def test_what_is_not_understood_is_held_with_its_bytes(desk: Driven) -> None:
    answer = await desk.push("canonical", {"la": "gì"})
    assert answer.json() == {"delivery_id": answer.json()["delivery_id"], "status": "held", "reason": "not-understood"}
    (row,) = await desk.rows()
    assert (row.status, row.reason, bytes(row.body)) == ("held", "not-understood", raw({"la": "gì"}))
    assert await desk.events() == []


async def test_a_recall_by_id_follows_its_document(desk: Driven) -> None:
    await desk.push("canonical", canonical("a", source_id="X-9"))
    recall = {"event": "document.recalled", "event_id": "b", "reason": "nhầm", "document": {"source_id": "X-9"}}
    assert (await desk.push("canonical", recall)).json()["status"] == "accepted"
    changed = {
        "event": "document.updated",
        **{k: v for k, v in canonical("c", source_id="X-9", number="13").items() if k != "event"},
    }
    await desk.push("canonical", changed)
    assert [e["key"] for e in await desk.events()] == ["12/UBND-NC"] * 3


async def test_a_document_that_only_had_an_id_keeps_its_key(desk: Driven) -> None:
    await desk.push("canonical", canonical("a", source_id="X-1", number=None, notation=None))
    await desk.push("canonical", canonical("b", source_id="X-1"))
    assert [e["key"] for e in await desk.events()] == ["canonical:X-1"] * 2


async def test_the_trace_of_the_request_travels_or_a_new_one_begins(desk: Driven) -> None:
    await desk.push("canonical", canonical("a"), traceparent=TRACE)
    await desk.push("canonical", canonical("b"), traceparent="nonsense")
    first, second = [e["traceparent"] for e in await desk.events()]
    assert first == TRACE
    assert second.startswith("00-") and second[3:35] not in ("0" * 32, TRACE[3:35])


@pytest.mark.parametrize(
    ("source", "content", "status", "slug"),
    [
        ("nobody", b"{}", 404, "unknown-source"),
        ("small", b"x" * 2001, 413, "payload-too-large"),
        ("canonical", b"{}", 401, "unauthenticated"),
        ("exchange", b"<x/>", 401, "unauthenticated"),
    ],
)
async def test_requests_without_credentials_are_turned_away(
    desk: Driven, source: str, content: bytes, status: int, slug: str
) -> None:
    answer = await desk.client.post(f"/webhooks/{source}", content=content)
    assert (answer.status_code, answer.json()["type"]) == (status, PROBLEM + slug)
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["instance"] == f"/webhooks/{source}"
    assert answer.json()["detail"]


SECRET = raw(canonical("spent", secrecy="Mật"))
FORGED = {"authorization": "Basic eDp5"}
IN_ORDER = [
    ("nobody", b"{" * 2001, FORGED, "unknown-source"),
    ("small", b"{" * 2001, FORGED, "payload-too-large"),
    ("small", b'{"x": "\nM\xe1\xba\xacT\n"', FORGED, "signature-invalid"),
    ("small", b'{"do_mat": "M\xe1\xba\xadt"', {}, "payload-unparsable"),
    ("small", SECRET, {}, "state-secret-refused"),
]


@pytest.mark.parametrize(("source", "content", "credentials", "slug"), IN_ORDER)
async def test_of_several_faults_the_first_in_the_order_of_checks_is_told(
    desk: Driven, source: str, content: bytes, credentials: dict[str, str], slug: str
) -> None:
    assert (await desk.push("small", canonical("spent"))).json()["status"] == "accepted", "its key is used up"
    given = headers("small", content) | credentials
    answer = await desk.client.post(f"/webhooks/{source}", content=content, headers=given)
    assert answer.json()["type"] == PROBLEM + slug
    assert len(await desk.rows()) == 1


async def test_a_body_that_does_not_end_in_time_is_refused_and_its_connection_closed(
    database: Database, tmp_path: Path
) -> None:
    async def begun() -> AsyncIterator[bytes]:
        yield b'{"event_id":'
        await asyncio.get_running_loop().create_future()

    async with open_desk(database, tmp_path, CONFIG + "[api]\nbody_timeout = 0.05\n") as hurried:
        answer = await hurried.client.post("/webhooks/canonical", content=begun())
        assert await hurried.rows() == []
    assert (answer.status_code, answer.json()["type"]) == (400, PROBLEM + "payload-unparsable")
    assert "0.05 giây" in answer.json()["detail"]
    assert answer.headers["connection"] == "close"


async def test_the_signature_is_judged_before_the_body(desk: Driven) -> None:
    answer = await desk.client.post("/webhooks/vendor", content=b"{broken", headers=headers("vendor", b"other"))
    assert (answer.status_code, answer.json()["type"]) == (401, PROBLEM + "signature-invalid")


@pytest.mark.parametrize("content", [b"", b"{broken", b"\xff\xfe\x00", b"[" * 100_000, b'{"a": NaN}', b"<edXML/>"])
async def test_what_does_not_parse_is_400(desk: Driven, content: bytes) -> None:
    answer = await desk.push("vendor", content)
    assert (answer.status_code, answer.json()["type"]) == (400, PROBLEM + "payload-unparsable")
    assert await desk.rows() == []


async def test_another_method_is_405(desk: Driven) -> None:
    answer = await desk.client.get("/webhooks/vendor")
    assert (answer.status_code, answer.headers["allow"]) == (405, "POST")


async def test_a_source_over_its_rate_is_asked_to_wait_and_may_come_again(desk: Driven) -> None:
    for n in range(3):
        assert (await desk.push("small", canonical(f"r{n}"))).status_code == 202
    answer = await desk.push("small", canonical("r3"))
    assert (answer.status_code, answer.json()["type"]) == (429, PROBLEM + "rate-limited")
    desk.clock.advance(int(answer.headers["retry-after"]))
    assert (await desk.push("small", canonical("r3"))).status_code == 202


async def test_forgeries_do_not_use_up_the_rate(desk: Driven) -> None:
    for _ in range(10):
        await desk.client.post("/webhooks/small", content=b"{}", headers={"authorization": "Basic eDp5"})
    assert (await desk.push("small", canonical())).status_code == 202


@pytest.mark.parametrize("text", ["a\x00b", "nửa \ud83d ký tự", "\x1f\x7f", "\U0001f600", "x" * 300_000])
async def test_strange_characters_and_long_values_break_nothing(desk: Driven, text: str) -> None:
    body = canonical(text, source_id=text, notation=text, abstract=text, text=f"Giao Sở Y tế {text}")
    content = raw(body) if text.isprintable() else __import__("json").dumps(body).encode()
    answer = await desk.push("canonical", content)
    assert (answer.status_code, answer.json()["status"]) in ((202, "accepted"), (202, "held")), answer.text
    assert "\x00" not in str(await desk.events())
    (row,) = await desk.rows()
    assert bytes(row.body) == content


async def test_a_long_text_travels_by_reference(desk: Driven) -> None:
    text = "Giao Sở Y tế báo cáo.\n" * 20_000
    await desk.push("canonical", canonical(text=text))
    (event,) = await desk.events()
    document = event["data"]["document"]
    assert "text" not in document
    kept = await desk.context.blobs.get(document["text_blob"]["sha256"])
    assert kept.decode() == text


async def test_what_would_be_too_large_an_event_is_held(desk: Driven) -> None:
    tasks = [{"content": f"Việc số {n} " + "x" * 200} for n in range(3000)]
    answer = await desk.push("canonical", canonical(tasks=tasks))
    assert answer.json()["reason"] == "event-too-large"


async def test_outcomes_are_counted_by_source(desk: Driven) -> None:
    await desk.push("vendor", vendor())
    await desk.push("vendor", vendor())
    await desk.client.post("/webhooks/nobody", content=b"{}")
    metrics = desk.metrics()
    assert 'dondoc_webhooks_total{outcome="accepted",source="vendor"} 1.0' in metrics
    assert 'dondoc_webhooks_total{outcome="duplicate",source="vendor"} 1.0' in metrics
    assert 'dondoc_webhooks_total{outcome="unknown-source",source=""} 1.0' in metrics
    assert 'source="nobody"' not in metrics
