"""JSON bodies: bytes → Python, as lenient as the grammar allows and no more."""

import json
import re

import orjson

from services.ingest.adapters.protocol import Unparsable

BOM = b"\xef\xbb\xbf"
ESCAPES = re.compile(
    rb"\\(u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|u[dD][89a-fA-F][0-9a-fA-F]{2}|u0000|.)", re.DOTALL
)

CONTAINERS = (dict, list)  # a union would be made anew for every value that is looked at
NAMES = re.compile(rb'"[ \t\r\n]*:')  # the end of every name of an object; the like may stand in a string, too


def parse_json(body: bytes) -> object:
    """The value of a JSON body, a byte order mark allowed. Raises Unparsable, also for very deep nesting."""
    plain = body.removeprefix(BOM)
    try:
        return orjson.loads(plain)
    except orjson.JSONDecodeError as bad:
        if b"\\ud" not in plain and b"\\uD" not in plain:
            raise Unparsable(f"not JSON: {bad.msg} (line {bad.lineno}, column {bad.colno})") from bad
    return _without_halves(plain)


def every_value(body: bytes, parsed: object) -> object:
    """`parsed`, or where an object has a name twice (the last one wins there) all that the body says, in lists.

    What does not count is kept and secret all the same. Raises Unparsable where that cannot be read.
    """
    if len(NAMES.findall(body)) == _count_names(parsed):
        return parsed
    try:
        return json.loads(body.removeprefix(BOM).decode("utf-8", "replace"), object_pairs_hook=_gathered)
    except (ValueError, RecursionError) as bad:
        raise Unparsable("names that occur twice") from bad


def _gathered(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found: dict[str, list[object]] = {}
    for name, value in pairs:
        found.setdefault(name, []).append(value)
    return {name: values[0] if len(values) == 1 else values for name, values in found.items()}


def _count_names(parsed: object) -> int:
    count, stack = 0, [parsed]
    while stack:
        value = stack.pop()
        if isinstance(value, dict):
            count += len(value)
            stack += [one for one in value.values() if isinstance(one, CONTAINERS)]
        elif isinstance(value, list):
            stack += [one for one in value if isinstance(one, CONTAINERS)]
    return count


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
