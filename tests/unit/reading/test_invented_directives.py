"""Directives of our own with a clerk's annotations: the annotations hold together, and the figures do not fall."""

import json
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from services.tracker.reading import read
from services.tracker.reading.contract import reading_json
from services.tracker.reading.text import without_marks

DIRECTIVES = Path(__file__).resolve().parents[2] / "samples" / "directives"
TEXTS = sorted(DIRECTIVES.glob("*.txt"))
REACHED = {"tasks": 0.955, "deadlines": 0.945, "leads": 0.91, "classes": 0.97, "regimes": 1.0}
SAME_TASK = 0.5
RELATIVE = {"duration": "normalized", "basis": "basis", "working_days": "working_days"}

Fields = Mapping[str, Any]


@dataclass(frozen=True)
class Compared:
    """Counts of one document: annotated, read, and agreed on; leads and classes of the tasks found."""

    tasks: tuple[int, int, int]
    deadlines: tuple[int, int, int]
    leads: tuple[int, int, int]
    classes: tuple[int, int, int]
    same_regime: bool


def text_of(path: Path) -> str:
    return path.read_bytes().decode("utf-8")


def annotated(path: Path) -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads(path.with_suffix(".json").read_bytes())
    return loaded


def answered(text: str) -> dict[str, Any]:
    return dict(reading_json(read(text), lambda _: None))


@pytest.fixture(scope="module")
def compared() -> list[Compared]:
    return [compare(text_of(path), annotated(path)) for path in TEXTS]


def compare(text: str, wanted: Fields) -> Compared:
    answer = answered(text)
    pairs = matched(text, wanted["tasks"], answer["tasks"])
    agreed = sum(bool(want["deadline"]) and same_deadline(want["deadline"], have["deadline"]) for want, have in pairs)
    return Compared(
        (len(wanted["tasks"]), len(answer["tasks"]), len(pairs)),
        (with_deadline(wanted["tasks"]), with_deadline(answer["tasks"]), agreed),
        named(pairs),
        (len(pairs), len(pairs), sum(want["category"] == have["category"] for want, have in pairs)),
        answer["document"]["regime"] == wanted["regime"],
    )


def named(pairs: Sequence[tuple[Fields, Fields]]) -> tuple[int, int, int]:
    """Names of leads: annotated, read, agreed on; where the tone marks stand makes no difference."""
    names = [tuple({bare(name) for name in task["lead"]} for task in pair) for pair in pairs]
    return sum(len(a) for a, _ in names), sum(len(b) for _, b in names), sum(len(a & b) for a, b in names)


def bare(name: str) -> str:
    return without_marks(unicodedata.normalize("NFC", name).lower())


def with_deadline(tasks: Sequence[Fields]) -> int:
    return sum(bool(task["deadline"]) for task in tasks)


def matched(text: str, wanted: Sequence[Fields], read_tasks: Sequence[Fields]) -> list[tuple[Fields, Fields]]:
    """Pairs of tasks whose spans share more than half of their characters, white space aside; the closest first."""
    near = [(overlap(text, a["span"], b["span"]), i, j) for i, a in enumerate(wanted) for j, b in enumerate(read_tasks)]
    left, right, pairs = set(range(len(wanted))), set(range(len(read_tasks))), []
    for share, i, j in sorted(near, reverse=True):
        if share >= SAME_TASK and i in left and j in right:
            left.remove(i)
            right.remove(j)
            pairs.append((wanted[i], read_tasks[j]))
    return pairs


def overlap(text: str, one: Sequence[int], other: Sequence[int]) -> float:
    mine, theirs = solid(text, one), solid(text, other)
    return len(mine & theirs) / max(len(mine | theirs), 1)


def solid(text: str, span: Sequence[int]) -> set[int]:
    return {at for at in range(*span) if not text[at].isspace()}


def same_deadline(want: Fields, have: Fields | None) -> bool:
    if have is None or have["kind"] != want["kind"]:
        return False
    match want["kind"]:
        case "absolute":
            return str(have["on"]) == str(want["normalized"])
        case "relative":
            return all(str(have[mine]) == str(want[theirs]) for mine, theirs in RELATIVE.items())
        case _:
            return set(str(have["rrule"]).split(";")) == set(want["normalized"].split(";"))


def f1(counts: Sequence[tuple[int, int, int]]) -> float:
    agreed = sum(both for _, _, both in counts)
    return 2 * agreed / sum(wanted + answers for wanted, answers, _ in counts)


@pytest.mark.parametrize("path", TEXTS, ids=lambda path: path.stem)
def test_every_annotated_span_says_its_own_words(path: Path) -> None:
    text = text_of(path)
    for task in annotated(path)["tasks"]:
        assert text[slice(*task["span"])] == task["excerpt"]
        if deadline := task["deadline"]:
            assert text[slice(*deadline["span"])] == deadline["text"]


@pytest.mark.parametrize("path", TEXTS, ids=lambda path: path.stem)
def test_the_class_follows_from_deadline_and_report(path: Path) -> None:
    classes = {(True, True): "a", (True, False): "b", (False, True): "c", (False, False): "d"}
    for task in annotated(path)["tasks"]:
        assert task["category"] == classes[bool(task["deadline"]), task["report_required"]]
        assert "why" in task or not task.get("ambiguous")


@pytest.mark.parametrize("path", TEXTS, ids=lambda path: path.stem)
def test_tasks_of_a_document_stand_in_order_and_apart(path: Path) -> None:
    ends = [0, *(at for task in annotated(path)["tasks"] for at in task["span"])]
    assert ends == sorted(ends)


@pytest.mark.parametrize("path", TEXTS, ids=lambda path: path.stem)
def test_every_document_is_read_and_its_spans_lie_in_the_text(path: Path) -> None:
    text = text_of(path)
    for task in answered(text)["tasks"]:
        start, end = task["span"]
        assert 0 <= start < end <= len(text)


def test_found_tasks_stay_where_they_are(compared: list[Compared]) -> None:
    assert f1([one.tasks for one in compared]) >= REACHED["tasks"]


def test_deadlines_stay_where_they_are(compared: list[Compared]) -> None:
    assert f1([one.deadlines for one in compared]) >= REACHED["deadlines"]


def test_leads_stay_where_they_are(compared: list[Compared]) -> None:
    assert f1([one.leads for one in compared]) >= REACHED["leads"]


def test_classes_stay_where_they_are(compared: list[Compared]) -> None:
    assert f1([one.classes for one in compared]) >= REACHED["classes"]


def test_regimes_stay_where_they_are(compared: list[Compared]) -> None:
    assert sum(one.same_regime for one in compared) >= REACHED["regimes"] * len(compared)


def test_every_text_has_its_annotation() -> None:
    assert TEXTS
    assert [path.stem for path in sorted(DIRECTIVES.glob("*.json"))] == [path.stem for path in TEXTS]
