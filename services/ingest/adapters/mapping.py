"""Mapping lines of a source: our name = path in their body. Plain dotted paths are getters, the rest is JMESPath."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import jmespath
from jmespath.exceptions import JMESPathError

from services.ingest.adapters import documents, facts

Getter = Callable[[object], object]

PLAIN = re.compile(r"[A-Za-z_][A-Za-z0-9_]*(\.[A-Za-z_][A-Za-z0-9_]*)*")
DOCUMENT = "document."
ENVELOPE = facts.EVENTS | facts.PROGRESS
INSTEAD = {"number": ("reference",), "reference": ("number", "notation")}


class BadMapping(ValueError):
    """A mapping line that can never work; `name` is its left side."""

    def __init__(self, name: str, why: str) -> None:
        self.name, self.why = name, why
        super().__init__(f"{name}: {why}")


@dataclass(frozen=True)
class Mapped:
    """The compiled lines: fields of the event and of its document."""

    envelope: tuple[tuple[str, Getter], ...] = ()
    document: tuple[tuple[str, Getter], ...] = ()
    secrecy: Getter | None = None

    def __bool__(self) -> bool:
        return bool(self.envelope or self.document)


def compile_mapping(lines: Mapping[str, str]) -> Mapped:
    """Raises BadMapping for an unknown name or a path that is no JMESPath."""
    getters = {name: _getter(name, path) for name, path in lines.items()}
    document = {name.removeprefix(DOCUMENT): get for name, get in getters.items() if name.startswith(DOCUMENT)}
    envelope = {name: get for name, get in getters.items() if not name.startswith(DOCUMENT)}
    for name in (*(DOCUMENT + field for field in document.keys() - documents.FIELDS), *(envelope.keys() - ENVELOPE)):
        raise BadMapping(name, "unknown field")
    return Mapped(tuple(envelope.items()), tuple(document.items()), document.get("secrecy"))


def overridden(fields: Mapping[str, object], lines: tuple[tuple[str, Getter], ...], body: object) -> dict[str, object]:
    """`fields` of the preset with what the mapping found put over them."""
    found = dict(fields)
    for name, get in lines:
        value = get(body)
        if value is not None:
            for other in INSTEAD.get(name, ()):
                found.pop(other, None)
            found[name] = value
    return found


def _getter(name: str, path: str) -> Getter:
    if PLAIN.fullmatch(path):
        return _plain(tuple(path.split(".")))
    try:
        compiled = jmespath.compile(path)
    except JMESPathError as bad:
        raise BadMapping(name, f"{path!r} is not JMESPath: {bad}") from bad

    def search(body: object) -> object:
        try:
            found: object = compiled.search(body)
        except JMESPathError:
            return None
        return found

    return search


def _plain(steps: tuple[str, ...]) -> Getter:
    def get(body: object) -> object:
        for step in steps:
            if not isinstance(body, dict):
                return None
            body = body.get(step)
        return body

    return get
