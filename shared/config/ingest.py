"""[ingest]: how deliveries are received and how long their bodies are kept."""

from pydantic import Field

from shared.config.table import Setting


class Ingest(Setting):
    """`bodies_days`: days (real time) after which the raw body of an accepted delivery is let go; held ones are kept
    until they are understood. A group of receipts has at most `group` deliveries and waits at most `linger` seconds for
    as many as usually come; beyond `waiting` of them senders are asked to come back later.
    """

    bodies_days: int = Field(default=90, ge=1, le=36500)
    group: int = Field(default=256, ge=1, le=1000)
    linger: float = Field(default=0.002, ge=0, le=1)
    waiting: int = Field(default=5000, ge=1, le=100_000)
