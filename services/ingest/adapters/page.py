"""A record under construction: what could be read, and in their words the values that could not."""

from collections.abc import Callable
from dataclasses import dataclass, field

from services.ingest.adapters.protocol import Data
from services.ingest.adapters.values import Unreadable, written

Reader = Callable[[object], object]


@dataclass(slots=True)
class Page:
    """`values` by field; `strange` holds what its reader refused, under the field's name."""

    values: Data = field(default_factory=dict)
    strange: dict[str, str] = field(default_factory=dict)
    prefix: str = ""

    def put(self, name: str, reader: Reader, value: object) -> None:
        """Read `value` as field `name`; None and empty values leave the field out."""
        if value is None:
            return
        try:
            read = reader(value)
        except Unreadable:
            self.strange[self.prefix + name] = written(value)
        else:
            if read is not None:
                self.values[name] = read
