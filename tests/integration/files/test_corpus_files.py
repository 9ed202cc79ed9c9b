"""The corpus beside the project as Word and PDF files: they give the tasks that their texts give."""

from collections.abc import Callable

import pytest

from services.tracker.files.limits import Limits
from services.tracker.files.pdf import pdf_text
from services.tracker.files.word import word_text
from services.tracker.reading import read
from services.tracker.reading.result import Reading
from tests import pdf_files, score, word_files

pytestmark = pytest.mark.skipif(not score.SCORER.exists(), reason="the corpus does not lie beside the project")
ONE_LINE = 10_000  # characters a line: no program makes such a paragraph, and its items are lost in it


def texts() -> list[str]:
    return [path.read_bytes().decode("utf-8-sig") for path in sorted(score.DOCUMENTS.glob("*.txt"))]


def tasks(reading: Reading) -> list[tuple[object, ...]]:
    """What of the tasks a clerk sees; white space aside, for a PDF has no line ends of its own."""
    return [
        (
            " ".join(task.content.split()),
            task.lead,
            task.coordinating,
            task.category,
            task.deadline and (task.deadline.on, task.deadline.rrule),
        )
        for task in reading.tasks
    ]


def test_word_files_give_the_same_tasks_and_heads() -> None:
    for text in texts():
        given, made = read(text), read(word_text(word_files.from_text(text), Limits()))
        assert tasks(made) == tasks(given)
        assert (made.head.number, made.head.issuer, made.head.recipients) == (
            given.head.number,
            given.head.issuer,
            given.head.recipients,
        )


def _as_pdf(indent: float) -> Callable[[str], str]:
    return lambda text: pdf_text(pdf_files.from_text(text, indent), Limits())


@pytest.mark.slow
@pytest.mark.parametrize("as_pdf", [_as_pdf(36), _as_pdf(0)], ids=["indented", "flush"])
def test_pdf_files_give_the_same_tasks_but_for_one_in_a_hundred(as_pdf: Callable[[str], str]) -> None:
    same = every = 0
    assert len(texts()) > 30
    for text in texts():
        if len(text) / (text.count("\n") + 1) < ONE_LINE:
            given, made = tasks(read(text)), tasks(read(as_pdf(text)))
            same += sum(task in made for task in given)
            every += max(len(given), len(made))
    assert same >= 0.985 * every
