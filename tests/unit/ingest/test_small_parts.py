"""Bodies, keys, rates, answers, and the refusal of a source that can never work."""

import asyncio
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st
from prometheus_client import CollectorRegistry

from services.ingest.adapters.bodies import every_value, parse_json, storable
from services.ingest.adapters.json_adapter import JsonAdapter, finder
from services.ingest.adapters.mapping import compile_mapping
from services.ingest.adapters.presets import PRESETS
from services.ingest.adapters.protocol import Understood, Unparsable
from services.ingest.bodies import DRAINED, Bounds, Gone, TooLarge, TooSlow, read_body
from services.ingest.delivery import LARGEST_EVENT, Origin, Receipt, Status, delivery_key, digest, publication
from services.ingest.folding import bounded
from services.ingest.metrics import Metrics
from services.ingest.openapi import webhook_paths
from services.ingest.rate import Bucket
from services.ingest.sources import compile_sources
from shared.config import ConfigError, load_config
from shared.folding import fold
from shared.secrecy import OPEN_VALUES
from tests.samples.pushed import CONFIG, write_config

ORIGIN = Origin(UUID(int=1), "s", datetime(2026, 11, 16, tzinfo=UTC))


class Sender:
    """A client that sends a body in pieces."""

    def __init__(self, *pieces: bytes, hangs_up: bool = False) -> None:
        self.messages = [{"type": "http.request", "body": piece, "more_body": True} for piece in pieces]
        if hangs_up:
            self.messages.append({"type": "http.disconnect"})
        elif self.messages:
            self.messages[-1]["more_body"] = False
        self.read = 0

    async def receive(self) -> dict[str, object]:
        self.read += 1
        return self.messages[self.read - 1]


async def test_a_body_in_pieces_is_one_body() -> None:
    assert await read_body(Sender(b"a", b"", b"bc").receive, None, Bounds(3, 60)) == b"abc"
    assert await read_body(Sender(b"").receive, b"0", Bounds(3, 60)) == b""


@pytest.mark.parametrize("pieces", [(b"abcd",), (b"ab", b"cd"), (b"abcd", b"e", b"f")])
async def test_a_body_over_the_limit_is_drained_so_that_its_sender_sees_the_answer(pieces: tuple[bytes, ...]) -> None:
    sender = Sender(*pieces)
    with pytest.raises(TooLarge):
        await read_body(sender.receive, None, Bounds(3, 60))
    assert sender.read == len(pieces)


async def test_draining_has_a_bound_and_an_announced_flood_is_not_read() -> None:
    flood = Sender(*[b"x" * (DRAINED // 8)] * 100)
    with pytest.raises(TooLarge):
        await read_body(flood.receive, None, Bounds(10, 60))
    assert flood.read < 12
    announced = Sender(b"x")
    with pytest.raises(TooLarge):
        await read_body(announced.receive, str(DRAINED * 2).encode(), Bounds(10, 60))
    assert announced.read == 0


@pytest.mark.parametrize("length", [b"", b"-1", b"x", b"9" * 100, "９".encode()])
async def test_a_strange_content_length_decides_nothing(length: bytes) -> None:
    assert await read_body(Sender(b"ab").receive, length, Bounds(3, 60)) == b"ab"


async def test_a_body_that_does_not_end_in_time_is_given_up() -> None:
    begun = Sender(b"a", b"b")

    async def stalls() -> dict[str, object]:
        return await begun.receive() if begun.read == 0 else await asyncio.get_running_loop().create_future()

    with pytest.raises(TooSlow):
        await read_body(stalls, b"2", Bounds(3, 0.01))


async def test_a_sender_who_hangs_up_is_gone() -> None:
    for sender in (Sender(b"a", hangs_up=True), Sender(hangs_up=True)):
        with pytest.raises(Gone):
            await read_body(sender.receive, None, Bounds(10, 60))


def test_a_byte_order_mark_and_half_characters_are_no_obstacle() -> None:
    assert parse_json(b'\xef\xbb\xbf{"a": 1}') == {"a": 1}
    assert parse_json(rb'{"a": "x\ud800y\udc00z"}') == {"a": "xyz"}
    assert parse_json(rb'{"a": "\ud83d\ude00\ud83d"}') == {"a": "😀"}
    assert parse_json(rb'"\\ud800"') == "\\ud800"


def test_storing_drops_escaped_nul_and_leaves_an_escaped_backslash_alone() -> None:
    assert storable(rb'"a\u0000b"') == b'"ab"'
    assert storable(rb'"a\\u0000b"') == rb'"a\\u0000b"'


@given(st.text())
def test_what_is_storable_already_stays_as_it_is(text: str) -> None:
    for raw in (orjson.dumps(text), __import__("json").dumps(text).encode()):
        assert orjson.loads(storable(raw)) == text.replace("\0", "")


def test_the_order_of_keys() -> None:
    assert delivery_key(b"head", "body", b"\1" * 32) == "head"
    assert delivery_key(None, "body", b"\1" * 32) == "body"
    assert delivery_key(None, None, b"\1" * 32) == "01" * 32
    assert delivery_key(b" ", None, b"\1" * 32) == "01" * 32
    assert delivery_key(None, "\x00\x1f", b"\1" * 32) == "01" * 32
    assert len(delivery_key(b"x" * 5000, None, b"\1" * 32)) <= 200


def test_long_keys_stay_apart() -> None:
    assert bounded("x" * 300 + "a") != bounded("x" * 300 + "b")
    assert bounded("a\x00b\x1f") == "ab"


def test_folding() -> None:
    assert fold("soKýHiệu") == fold("so_ky_hieu") == "sokyhieu"
    assert fold("Hoả") == fold("hỏa") == "hoa"
    assert fold("Đ" * 5000) == "d" * 5000


def test_an_event_has_a_largest_size() -> None:
    fits = Understood("document.received", {"document": {"text": "x" * (LARGEST_EVENT - 1000)}}, "1/X", None)
    assert publication(ORIGIN, fits) is not None
    assert (
        publication(ORIGIN, Understood("document.received", {"document": {"text": "x" * LARGEST_EVENT}}, "1/X", None))
        is None
    )


def test_without_a_number_the_source_and_its_id_are_the_key() -> None:
    made = publication(ORIGIN, Understood("document.received", {"document": {}}, None, "id\x00 1" + "x" * 500))
    assert made is not None
    assert made.key("s").startswith("s:sha256:")
    other = publication(ORIGIN, Understood("document.received", {"document": {}}, "1/X", "id"))
    assert other is not None and other.key("s") == "1/X"


def test_the_answer() -> None:
    assert orjson.loads(Receipt(UUID(int=1), Status.ACCEPTED).body()) == {
        "delivery_id": str(UUID(int=1)),
        "status": "accepted",
    }
    assert orjson.loads(Receipt(UUID(int=1), Status.HELD, "x").body())["reason"] == "x"
    assert len(digest(b"")) == 32


def test_a_bucket_refills_evenly_and_never_overflows() -> None:
    bucket = Bucket(2, 60)
    assert [bucket.wait(0), bucket.wait(0)] == [0, 0]
    assert bucket.wait(0) == pytest.approx(30)
    assert bucket.wait(29.9) > 0
    assert bucket.wait(30.1) == 0
    assert [bucket.wait(10_000), bucket.wait(10_000)] == [0, 0]
    assert bucket.wait(10_000) > 0


@pytest.mark.parametrize(
    ("right", "wrong", "key"),
    [('"document.abstract" = "vb.ve_viec"', '"document.abstrakt" = "vb.ve_viec"', "sources.mapped.map.document.abstrakt"),
     ('"document.abstract" = "vb.ve_viec"', '"document.abstract" = "vb[["', "sources.mapped.map.document.abstract"),
     ("[sources.mapped.map]", "[sources.exchange.map]", "sources.exchange.map"),
     ("[sources.small]", f"[sources.{'x' * 101}]", "sources." + "x" * 101),
     ("[sources.small]", '[sources.""]', "sources."), ("[sources.small]", '[sources."a/b"]', "sources.a/b"),
     ("[sources.small]", '[sources."a b"]', 'sources."a b"'), ("[sources.small]", '[sources."a%2fb"]', "sources.a%2fb")],
)  # fmt: skip
def test_a_source_that_can_never_work_refuses_to_start_with_its_line(
    tmp_path: Path, right: str, wrong: str, key: str
) -> None:
    text = CONFIG.replace(right, wrong)
    with pytest.raises(ConfigError) as refused:
        compile_sources(load_config(write_config(tmp_path, text)))
    line = text[: text.index(wrong)].count("\n") + 1
    said = refused.value.text("vi")
    assert f"dondoc.toml:{line}" in said or f"dondoc.toml:{line + 1}" in said
    assert key in said


def test_sources_of_the_configuration_are_compiled(tmp_path: Path) -> None:
    sources = compile_sources(load_config(write_config(tmp_path)))
    assert set(sources) == {"canonical", "vendor", "standard", "exchange", "small", "mapped"}
    assert (sources["small"].limit, sources["small"].bucket) == (2000, Bucket(3, 60))
    assert (sources["vendor"].limit, sources["vendor"].bucket) == (10 * 2**20, None)


def test_the_webhook_is_described_with_every_answer() -> None:
    operation = webhook_paths()["/webhooks/{source}"]["post"]
    assert set(operation["responses"]) == {"202", "400", "401", "404", "413", "422", "429", "503"}
    assert {p["name"] for p in operation["parameters"]} == {"source", "webhook-id", "Idempotency-Key", "traceparent"}


def test_metrics_count_by_source_and_outcome() -> None:
    registry = CollectorRegistry()
    metrics = Metrics(registry)
    for _ in range(3):
        metrics.count("a", "accepted")
    assert registry.get_sample_value("dondoc_webhooks_total", {"source": "a", "outcome": "accepted"}) == 3


@pytest.mark.parametrize(
    ("body", "everything"),
    [
        (rb'{"a": 1, "b": {"a": 2}, "c": [{"a": 3}]}', {"a": 1, "b": {"a": 2}, "c": [{"a": 3}]}),
        (rb'{"a": "\":\":", "b": "\\"}', {"a": '":":', "b": "\\"}),
        (rb'{"a": 1, "a" : 2}', {"a": [1, 2]}),
        (rb'{"a": {"x": 1}, "\u0061": {}}', {"a": [{"x": 1}, {}]}),
        (b"\xef\xbb\xbf[{\"a\": 1,\"a\"\n:2, \"b\": 0}]", [{"a": [1, 2], "b": 0}]),
    ],
)  # fmt: skip
def test_a_name_that_occurs_twice_hides_nothing(body: bytes, everything: object) -> None:
    assert every_value(body, parse_json(body)) == everything


def test_a_deep_body_whose_names_occur_twice_is_not_read() -> None:
    body = b'{"a":0,"a":' + b"[" * 900 + b"]" * 900 + b"}"
    deep = b"[" * 900 + b'{"a":0,"a":' + b"[" * 100 + b"]" * 100 + b"}" + b"]" * 900
    assert every_value(body, parse_json(body)) != parse_json(body)
    with pytest.raises(Unparsable):
        every_value(deep, parse_json(deep))


@pytest.mark.parametrize(
    "body",
    [
        rb'{"doMat": "T\u1ed1i m\u1eadt", "doMat": "", "trichYeu": "x", "id": 1}',
        rb'{"x": {"DO_MAT": 3}, "x": {}, "id": 1}',
        '{"noiDung": "TỐI MẬT", "noiDung": "x", "id": 1}'.encode(),
    ],
)
def test_the_earlier_of_two_values_is_judged_for_secrecy_too(body: bytes) -> None:
    vendor = JsonAdapter(finder(PRESETS["idesk"]), compile_mapping({}), OPEN_VALUES)
    assert vendor.is_secret(vendor.parse(body))
    assert not vendor.is_secret(vendor.parse(b'{"id": 1, "id": 2, "doMat": null, "doMat": "Th\xc6\xb0\xe1\xbb\x9dng"}'))
    mapped = JsonAdapter(finder(PRESETS["idesk"]), compile_mapping({"document.secrecy": "a.b"}), OPEN_VALUES)
    with pytest.raises(Unparsable):
        mapped.parse(body)
