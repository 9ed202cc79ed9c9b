"""A reader for tests that worker processes can import: some texts run away in a pattern, some kill their reader."""

import os
import re
import signal

from services.tracker.reading import ReadContext
from services.tracker.reading.result import Head, Reading

EMPTY = Reading(head=Head())


def odd(text: str, _context: ReadContext) -> Reading:
    """Does what the text says: `runs away`, `kills`, or nothing."""
    if text == "runs away":
        re.match(r"(a+)+$", "a" * 40 + "b")
    if text == "kills":
        os.kill(os.getpid(), signal.SIGKILL)
    return EMPTY
