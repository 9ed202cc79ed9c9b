"""W3C trace context: one trace id from the webhook to the notice."""

import os
import re
import secrets
from typing import Final

TRACEPARENT: Final = re.compile(r"00-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})")
NO_TRACE: Final = "0" * 32
NO_SPAN: Final = "0" * 16


def new_traceparent() -> str:
    """The start of a trace: `00-<32 hex>-<16 hex>-01`."""
    drawn = os.urandom(24).hex()
    return f"00-{drawn[:32]}-{drawn[32:]}-01"


def child_of(traceparent: str | None) -> str:
    """A step within the same trace; a new trace where `traceparent` is missing or not one."""
    trace = trace_id(traceparent)
    return f"00-{trace}-{secrets.token_hex(8)}-01" if trace else new_traceparent()


def trace_id(traceparent: str | None) -> str | None:
    """The 32 hex digits of the trace; None where there is none."""
    found = TRACEPARENT.fullmatch(traceparent) if traceparent else None
    if found is None or found.group(1) == NO_TRACE or found.group(2) == NO_SPAN:
        return None
    return found.group(1)
