"""JSON bodies: bytes → Python, as lenient as the grammar allows and no more."""

import re

import orjson

from services.ingest.adapters.protocol import Unparsable

BOM = b"\xef\xbb\xbf"
ESCAPES = re.compile(
    rb"\\(u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|u[dD][89a-fA-F][0-9a-fA-F]{2}|u0000|.)", re.DOTALL
)


def parse_json(body: bytes) -> object:
    """The value of a JSON body, a byte order mark allowed. Raises Unparsable, also for very deep nesting."""
    plain = body.removeprefix(BOM)
    try:
        return orjson.loads(plain)
    except orjson.JSONDecodeError as bad:
        if b"\\ud" not in plain and b"\\uD" not in plain:
            raise Unparsable(f"not JSON: {bad.msg} (line {bad.lineno}, column {bad.colno})") from bad
    return _without_halves(plain)


def _without_halves(body: bytes) -> object:
    """Half a character (a lone surrogate) is grammar to JSON and an error to orjson: it is dropped."""
    try:
        return orjson.loads(storable(body))
    except orjson.JSONDecodeError as bad:
        raise Unparsable("not JSON") from bad


def storable(raw: bytes) -> bytes:
    """JSON without escaped NUL characters and lone surrogates, which no database takes."""
    return ESCAPES.sub(_kept, raw)


def _kept(match: re.Match[bytes]) -> bytes:
    escape = match[1]
    return b"" if escape == b"u0000" or (len(escape) == 5 and escape[1:2] in b"dD") else match[0]
