"""The envelope of every event on the log: CloudEvents 1.0, type `vn.dondoc.<noun>.<fact>.v1`."""

import builtins
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar
from uuid import UUID

from pydantic import BaseModel

from shared.ids import new_id

PREFIX = "vn.dondoc."
TOPIC_PREFIX = "dondoc."
TOPICS = ("documents", "tasks", "agencies", "notices")

Data = TypeVar("Data", bound=BaseModel)


@dataclass(frozen=True, slots=True)
class Event:
    """One entry of the log.

    `topic` is one of TOPICS (`dondoc.` is put before it on Kafka), `key` the aggregate whose order is kept, `time`
    domain time, `data` a JSON object as UTF-8 bytes, `position` the entry's place in the table (None elsewhere).
    """

    id: UUID
    topic: str
    key: str
    type: str
    source: str
    time: datetime
    data: bytes
    traceparent: str | None = None
    position: int | None = None

    def read(self, model: "builtins.type[Data]") -> Data:
        """The data as `model`; raises pydantic's ValidationError."""
        return model.model_validate_json(self.data)

    @property
    def fact(self) -> str:
        """`document.received` of `vn.dondoc.document.received.v1`."""
        return self.type.removeprefix(PREFIX).rpartition(".")[0]


@dataclass(frozen=True, slots=True)
class Subject:
    """What an event is about and where it came from, the part that handlers build again and again."""

    topic: str
    key: str
    source: str
    time: datetime
    traceparent: str | None = None


def event(subject: Subject, fact: str, data: BaseModel | bytes) -> Event:
    """A new event of `fact` (for example `task.registered`); models are written without their unset fields' nulls."""
    raw = data if isinstance(data, bytes) else data.model_dump_json(exclude_none=True).encode()
    return Event(
        new_id(), subject.topic, subject.key, f"{PREFIX}{fact}.v1", subject.source, subject.time, raw,
        subject.traceparent,
    )  # fmt: skip
