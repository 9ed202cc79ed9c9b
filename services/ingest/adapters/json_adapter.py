"""The adapter of every JSON source: a preset, overridden by the source's mapping lines."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from services.ingest.adapters import facts
from services.ingest.adapters.bodies import every_value, parse_json
from services.ingest.adapters.facts import read_fact
from services.ingest.adapters.mapping import Mapped, overridden
from services.ingest.adapters.presets.preset import Preset
from services.ingest.adapters.protocol import Reading, Unparsable
from shared.folding import fold, remembered_of_names
from shared.secrecy import is_open, is_secret

Fields = Mapping[str, object]
Finder = Callable[[dict[str, object]], tuple[Fields, Fields]]
EMPTY: Fields = {}


class Body(NamedTuple):
    """What a body means, and for the judgement of its secrecy everything that it says."""

    value: object
    everything: object


@dataclass(frozen=True)
class JsonAdapter:
    """`find` gives the fields of event and document; `mapped` is put over them; `open_values` are folded."""

    find: Finder
    mapped: Mapped
    open_values: frozenset[str]

    def parse(self, body: bytes) -> Body:
        value = parse_json(body)
        everything = every_value(body, value)
        if everything is not value and self.mapped.secrecy:
            raise Unparsable("names that occur twice")  # a path to the secrecy field leads to one of them only
        return Body(value, everything)

    def is_secret(self, parsed: Body) -> bool:
        if is_secret(parsed.everything, self.open_values):
            return True
        mapped = self.mapped.secrecy
        return mapped is not None and not is_open(mapped(parsed.value), self.open_values)

    def read(self, parsed: Body) -> Reading:
        if not isinstance(parsed.value, dict):
            return Reading(facts.NOT_UNDERSTOOD)
        envelope, document = self._fields(parsed.value)
        return Reading(read_fact(envelope, document), _message_id(envelope.get("event_id")))

    def _fields(self, body: dict[str, object]) -> tuple[Fields, Fields]:
        envelope, document = self.find(body)
        if not self.mapped:
            return envelope, document
        return overridden(envelope, self.mapped.envelope, body), overridden(document, self.mapped.document, body)


def _message_id(said: object) -> str | None:
    return (str(said) or None) if isinstance(said, str | int) and not isinstance(said, bool) else None


def finder(preset: Preset) -> Finder:
    """How a preset finds its fields in a body."""
    return _canonical if preset.canonical else _by_names(preset.places())


def _canonical(body: dict[str, object]) -> tuple[Fields, Fields]:
    document = body.get("document")
    return body, document if isinstance(document, dict) else EMPTY


def _by_names(places: dict[str, tuple[str, int]]) -> Finder:
    """Any case: names are folded; of several names of one field the better one that says something wins."""

    @remembered_of_names
    def wanted(names: tuple[str, ...]) -> tuple[tuple[str, str, int], ...]:
        """Those of the names that are read: as written, our field, its rank."""
        return tuple((name, *places[folded]) for name in names if (folded := fold(name)) in places)

    def find(body: dict[str, object]) -> tuple[Fields, Fields]:
        found: dict[str, object] = {}
        ranks: dict[str, int] = {}
        for name, ours, rank in wanted(body):
            value = body[name]
            if value is None or value == "":
                continue
            if ours not in found or rank < ranks[ours]:
                found[ours], ranks[ours] = value, rank
        return found, found

    return find
