"""Reading directives: from the text of a document to its head and tasks. Pure: no I/O, no clock, no settings."""

from services.tracker.reading.context import ReadContext
from services.tracker.reading.deadlines import read_deadline_words
from services.tracker.reading.reader import read

__all__ = ["ReadContext", "read", "read_deadline_words"]
