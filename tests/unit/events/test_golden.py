"""Events evolve by adding optional fields: what was published once must keep parsing."""

from pathlib import Path

import orjson
import pytest

from shared.events.catalogue import CATALOGUE, EventType
from shared.events.envelope import TOPICS

GOLDEN = Path(__file__).parent / "golden"


@pytest.mark.parametrize("kind", CATALOGUE, ids=lambda kind: kind.fact)
def test_every_type_has_a_golden_event_that_keeps_parsing(kind: EventType) -> None:
    raw = (GOLDEN / f"{kind.fact}.json").read_bytes()
    parsed = kind.data.model_validate_json(raw)
    assert orjson.loads(parsed.model_dump_json(exclude_none=True)) == orjson.loads(raw)


@pytest.mark.parametrize("kind", CATALOGUE, ids=lambda kind: kind.fact)
def test_an_unknown_field_of_a_later_release_is_ignored(kind: EventType) -> None:
    later = orjson.loads((GOLDEN / f"{kind.fact}.json").read_bytes()) | {"a_field_of_tomorrow": {"x": [1]}}
    assert kind.data.model_validate_json(orjson.dumps(later))


def test_types_are_named_once_and_live_on_known_topics() -> None:
    assert len({kind.name for kind in CATALOGUE}) == len(CATALOGUE)
    assert {kind.topic for kind in CATALOGUE} == set(TOPICS)


def test_no_golden_event_is_left_over() -> None:
    assert {path.stem for path in GOLDEN.glob("*.json")} == {kind.fact for kind in CATALOGUE}
