"""Real time out of identifiers: a UUIDv7 says in its first 48 bits when it was made (rows have domain time only)."""

from datetime import datetime
from uuid import UUID


def age_of(made: UUID, now: datetime) -> float:
    """Seconds of real time since the UUIDv7 was made; 0 for other versions."""
    if made.version != 7:
        return 0.0
    return max(0.0, now.timestamp() - (made.int >> 80) / 1000)


def first_of(instant: datetime) -> UUID:
    """The smallest identifier that a UUIDv7 made at `instant` could be."""
    return UUID(int=max(0, int(instant.timestamp() * 1000)) << 80)
