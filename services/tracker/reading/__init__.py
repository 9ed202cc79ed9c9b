"""Reading directives: from the text of a document to its head and tasks. Pure: no I/O, no clock, no settings.

The reader is imported with the first text: its patterns take some 0.3 s to compile, which no start waits for.
"""

from datetime import date
from importlib import import_module

from services.tracker.domain.deadline import Deadline
from services.tracker.reading.context import ReadContext
from services.tracker.reading.result import Head, Reading

__all__ = ["ReadContext", "read", "read_deadline_words", "read_letterhead"]
_LETTERHEAD = 6000  # characters


def read(text: str, context: ReadContext | None = None) -> Reading:
    """Read a directive's text; see `reader.read`."""
    from services.tracker.reading import reader

    return reader.read(text, context)


def read_letterhead(text: str) -> Head:
    """The head of a text by itself, for telling documents apart; see `head.read_head`."""
    from services.tracker.reading import head
    from services.tracker.reading.text import normalise

    return head.read_head(normalise(text[:_LETTERHEAD]), None).head


def read_deadline_words(text: str, reference_date: date | None) -> tuple[Deadline, ...]:
    """The deadlines of a phrase by itself; see `deadlines.read_deadline_words`."""
    from services.tracker.reading import deadlines

    return deadlines.read_deadline_words(text, reference_date)


def get_ready() -> None:
    """Import the reader, so that the first text need not wait for it."""
    import_module("services.tracker.reading.reader")
