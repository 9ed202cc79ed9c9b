"""Traces, cursors, versions, masks and loops that do not die."""

import asyncio

import pytest
from hypothesis import given
from hypothesis import strategies as st
from prometheus_client import CollectorRegistry
from structlog.testing import capture_logs

from shared.folding import LONGEST_NAMES, MOST_NAMES, remembered_of_names
from shared.logging import SECRETS, masked, may_hold_secrets, without_addresses
from shared.paging import cursor, place
from shared.preconditions import etag, expect_version, if_match
from shared.problems import KINDS, FieldError, Problem, unknown_parameters
from shared.service import Loop, LoopFailures, keep_running
from shared.tracing import child_of, new_traceparent, trace_id
from tests.fakes import SettableClock


def test_a_child_stays_in_its_trace() -> None:
    parent = new_traceparent()
    child = child_of(parent)
    assert trace_id(child) == trace_id(parent)
    assert child != parent


@pytest.mark.parametrize("text", [None, "", "nonsense", "00-" + "0" * 32 + "-" + "1" * 16 + "-01", "00-" + "g" * 32])
def test_what_is_no_trace_starts_a_new_one(text: str | None) -> None:
    assert trace_id(text) is None
    assert trace_id(child_of(text)) is not None


def test_a_new_trace_is_one_that_we_know_again_and_no_other() -> None:
    made = [new_traceparent() for _ in range(50)]
    assert all(trace_id(one) for one in made)
    assert len({trace_id(one) for one in made}) == len(made)


def test_the_same_names_are_judged_once_and_too_many_or_too_long_ones_are_not_kept() -> None:
    asked: list[tuple[str, ...]] = []

    def judged(names: tuple[str, ...]) -> int:
        asked.append(names)
        return len(names)

    judge = remembered_of_names(judged)
    many, long = [str(n) for n in range(MOST_NAMES + 1)], ["x" * LONGEST_NAMES, "y"]
    for names in (["a", "b"], ["a", "b"], ["b", "a"], ["ab"], many, many, long, long):
        assert judge(names) == len(names)
    assert asked == [("a", "b"), ("b", "a"), ("ab",), tuple(many), tuple(many), tuple(long), tuple(long)]


@given(st.lists(st.one_of(st.none(), st.text(), st.integers(-(2**53), 2**53))), st.text())
def test_a_cursor_gives_back_its_place(values: list[object], word: str) -> None:
    filters = {"q": word, "limit": 7}
    assert place(cursor(values, filters), {**filters, "limit": 9}) == values


def test_a_cursor_belongs_to_its_filters() -> None:
    made = cursor(["2026-11-25T17:00:00Z", "id"], {"state": "done"})
    with pytest.raises(Problem):
        place(made, {"state": "open"})
    with pytest.raises(Problem):
        place(made[:-1] + ("A" if made[-1] != "A" else "B"), {"state": "done"})


@pytest.mark.parametrize("text", ["", "%%%", "á", "AAAA", "A" * 500])
def test_what_is_no_cursor_is_a_wrong_field(text: str) -> None:
    with pytest.raises(Problem) as problem:
        place(text, {})
    assert problem.value.errors[0].field == "after"


def test_the_first_page_has_no_place() -> None:
    assert place(None, {"state": "done"}) is None


@pytest.mark.parametrize(("value", "version"), [('"3"', 3), (' "12" ', 12), ('W/"4"', 4)])
def test_if_match_names_a_version(value: str, version: int) -> None:
    assert if_match(value) == version


@pytest.mark.parametrize(
    ("value", "slug"), [(None, "precondition-required"), ("3", "version-mismatch"), ("*", "version-mismatch")]
)
def test_if_match_without_a_version_is_refused(value: str | None, slug: str) -> None:
    with pytest.raises(Problem) as problem:
        if_match(value)
    assert problem.value.slug == slug


def test_a_version_that_has_moved_is_refused_with_the_current_one() -> None:
    expect_version(2, 2)
    with pytest.raises(Problem) as problem:
        expect_version(2, 5)
    assert '"5"' in problem.value.detail
    assert etag(5) == {"ETag": '"5"'}


def test_a_problem_says_what_to_do_in_vietnamese() -> None:
    answer = unknown_parameters(["x"], ["state"]).response("/v1/tasks")
    assert answer.status_code == 422
    assert answer.media_type == "application/problem+json"
    assert "Không có tham số x" in bytes(answer.body).decode()


def test_every_slug_has_a_status_and_a_remedy() -> None:
    assert all(400 <= kind.status < 600 and kind.remedy.endswith(".") for kind in KINDS.values())
    assert Problem("unavailable").headers == {"Retry-After": "5"}
    assert Problem("validation", errors=[FieldError("a", "b")]).errors == (FieldError("a", "b"),)


@pytest.mark.parametrize(
    ("address", "shown"),
    [
        ("vt@snv.example", "v***@snv.example"),
        ("+84 912 345 678", "***678"),
        ("https://h.example/secret", "https://h.example/…"),
    ],
)
def test_addresses_are_masked(address: str, shown: str) -> None:
    assert masked(address) == shown


def test_no_address_and_no_credential_stays_on_a_line() -> None:
    line = without_addresses("to <vt@snv.example> via postgresql://u:hunter2@db/x, Bearer abc.def, whsec_AbC=")
    assert all(word not in line for word in ("vt@snv", "hunter2", "abc.def", "AbC="))


@given(st.text(), st.sampled_from(["bearer x", "basic x", "whsec_x", "whpk_x", "x://a:x"]), st.text(), st.data())
def test_no_credential_escapes_the_quick_look(before: str, sign: str, after: str, data: st.DataObject) -> None:
    """Whatever the pattern takes for the same letter: case, the long s, the Kelvin sign, the dotless i."""
    others = {"s": "sSſ", "k": "kK\u212a", "i": "iIıİ"}
    written = "".join(data.draw(st.sampled_from(others.get(c, c + c.upper()))) for c in sign)
    line = before + written + after
    assert may_hold_secrets(line) or not SECRETS.search(line)


async def test_a_loop_that_raises_is_started_again() -> None:
    runs: list[int] = []

    async def fails_twice() -> None:
        runs.append(1)
        if len(runs) < 3:
            raise RuntimeError("broken")

    metrics = CollectorRegistry()
    await keep_running(Loop("fragile", fails_twice), SettableClock(), LoopFailures(metrics))
    assert len(runs) == 3
    assert metrics.get_sample_value("dondoc_loop_failures_total", {"loop": "fragile"}) == 2


@pytest.mark.parametrize(("failure", "level", "traced"), [(OSError("disk full"), "warning", False),
                                                          (ValueError("a bug"), "error", True)])  # fmt: skip
async def test_what_lies_outside_is_one_line_and_a_bug_shows_its_place(
    failure: Exception, level: str, traced: bool
) -> None:
    failures = [failure]

    async def fails_once() -> None:
        if failures:
            raise failures.pop()

    with capture_logs() as lines:
        await keep_running(Loop("fragile", fails_once), SettableClock(), LoopFailures(CollectorRegistry()))
    (line,) = lines
    assert (line["event"], line["log_level"], line["reason"]) == ("loop.failed", level, type(failure).__name__)
    assert bool(line.get("exc_info")) is traced


async def test_a_cancelled_loop_ends() -> None:
    async def waits() -> None:
        await asyncio.Event().wait()

    running = asyncio.create_task(keep_running(Loop("w", waits), SettableClock(), LoopFailures(CollectorRegistry())))
    await asyncio.sleep(0)
    running.cancel()
    with pytest.raises(asyncio.CancelledError):
        await running
