"""Log lines: structlog as JSON or text, with trace ids; uvicorn's and the libraries' lines go the same way.

An event is named `noun.fact`; never a body, a secret or an address on a line (`masked` shortens an address).
"""

import json
import logging
import logging.config
import re
import sys
from contextlib import AbstractContextManager, suppress
from typing import Any, Literal, TextIO, cast

import orjson

from shared.without import without

with without("rich"):  # for tracebacks in colour, which we do not draw
    import structlog
    from structlog.typing import EventDict, FilteringBoundLogger, Processor, WrappedLogger

ADDRESS = re.compile(r"[^\s@<>\"',;:=()\[\]]+@[^\s@<>\"',;:=()\[\]]+")
SECRETS = re.compile(r"(?i)(bearer\s+|basic\s+|wh(?:sec|pk)_|://[^/\s:@]+:)[^\s\"',@]+")
LIKE_ASCII = ("\N{LATIN SMALL LETTER LONG S}", "\N{KELVIN SIGN}")  # an s and a k to a pattern that ignores case
SILENT = ("uvicorn.access",)
QUIET = ("aiokafka", "aiosqlite", "httpx", "httpcore", "sqlalchemy", "asyncio", "alembic", "aiosmtplib")


def logger(name: str) -> FilteringBoundLogger:
    """The logger of a part of the system; `name` stands on each of its lines."""
    return cast(FilteringBoundLogger, structlog.get_logger(part=name))


def masked(address: str) -> str:
    """`v***@snv.example` for an e-mail address, `***123` for a number, the host alone for a URL."""
    name, at, host = address.rpartition("@")
    if at:
        return f"{name[:1]}***@{host}"
    if "://" in address:
        scheme, _, rest = address.partition("://")
        return f"{scheme}://{rest.partition('/')[0]}/…"
    return f"***{address[-3:]}"


def without_addresses(text: str) -> str:
    """`text` with every e-mail address masked and every credential taken out."""
    return SECRETS.sub(r"\1***", _unaddressed(text))


def _unaddressed(text: str) -> str:
    return ADDRESS.sub(lambda found: masked(found.group()), text) if "@" in text else text


def may_hold_secrets(text: str) -> bool:
    """False = SECRETS finds nothing in it; a look at a twentieth of the cost.

    What it finds holds one of these, in lower case; no i in them, which patterns and cases see differently (İ, ı).
    """
    if LIKE_ASCII[0] in text or LIKE_ASCII[1] in text:
        return True
    low = text.encode("utf-8", "replace").lower()
    return b"bearer" in low or b"bas" in low or b"whsec_" in low or b"whpk_" in low or b"://" in low


def _clean(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    """All values are looked at together first: there is hardly ever anything to take out."""
    together = "\n".join([value for value in event.values() if isinstance(value, str)])
    if may_hold_secrets(together) and SECRETS.search(together):
        return {key: without_addresses(value) if isinstance(value, str) else value for key, value in event.items()}
    if "@" in together:
        for key, value in event.items():
            if isinstance(value, str) and "@" in value:
                event[key] = _unaddressed(value)
    return event


def _json(event: EventDict, **_settings: Any) -> str:
    """As orjson writes it; what it cannot write (a number past 64 bits, half a surrogate) as json does."""
    try:
        return orjson.dumps(event, default=str, option=orjson.OPT_NON_STR_KEYS).decode()
    except TypeError:
        return json.dumps(event, ensure_ascii=False, default=str)


def _libraries_text(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    """A library's sentence becomes the event `log.line` with the sentence as its text."""
    record = event.get("_record")
    if record is not None and event.get("_from_structlog") is False:
        event["text"], event["event"] = event["event"], "log.line"
    return event


SHARED: tuple[Processor, ...] = (
    structlog.contextvars.merge_contextvars,
    structlog.processors.add_log_level,
    structlog.processors.TimeStamper(fmt="iso", utc=True, key="time"),
    structlog.processors.StackInfoRenderer(),
)


_chain: list[Processor] = []  # one for good: a logger that was used once keeps it


def _as_json() -> list[Processor]:
    render = structlog.processors.JSONRenderer(serializer=_json)
    return [structlog.processors.format_exc_info, _clean, render]


def _as_text() -> list[Processor]:
    plain = structlog.dev.plain_traceback
    return [_clean, structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty(), exception_formatter=plain)]


class Lines:
    """Our way to stderr. A line that cannot be written (a full disk, a reader that has gone) is lost, and what it tells
    of goes on, as the standard library has it for the lines of others."""

    def write(self, line: str) -> None:
        with suppress(OSError, ValueError):
            sys.stderr.write(line)

    def flush(self) -> None:
        with suppress(OSError, ValueError):
            sys.stderr.flush()


def configure_logging(form: Literal["text", "json"], level: int = logging.INFO) -> None:
    """Send every line of this process to stderr, as JSON or as text; called once, at start.

    Our own lines are written as they are rendered; the libraries' go through the standard library, at twice the cost.
    """
    tail = _as_json() if form == "json" else _as_text()
    formatter = structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=list(SHARED),
        processors=[_libraries_text, structlog.stdlib.ProcessorFormatter.remove_processors_meta, *tail],
    )
    _chain[:] = [*SHARED, *tail]
    structlog.configure(
        processors=_chain,
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.WriteLoggerFactory(cast(TextIO, Lines())),
        cache_logger_on_first_use=level <= logging.INFO,  # a verb says little, and a service may follow it
    )
    _route(formatter, level)


def _route(formatter: logging.Formatter, level: int) -> None:
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(formatter)
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level)
    for name in ("uvicorn", "uvicorn.error", "uvicorn.access"):
        library = logging.getLogger(name)
        library.handlers.clear()
        library.propagate = name not in SILENT
    for name in QUIET:
        logging.getLogger(name).setLevel(logging.WARNING)
    logging.captureWarnings(True)


def traced(trace: str | None) -> AbstractContextManager[None]:
    """`trace` on every line within the block."""
    return structlog.contextvars.bound_contextvars(trace=trace)


def bind_trace(trace: str | None) -> dict[str, Any]:
    """Put `trace` on every further line of the current task."""
    return dict(structlog.contextvars.bind_contextvars(trace=trace)) if trace else {}
