"""[log]: the event log, its consumers, and Kafka where it is used."""

from pydantic import Field

from shared.config.table import Setting


class Log(Setting):
    """`partitions` counts before the first creation of the topics only. Seconds unless said otherwise.

    A failing event is tried `max_attempts` times, `backoff_first` doubling up to `backoff_most` apart, then it is a
    dead letter; more than `dead_letters_per_hour` of them make the service not ready. A batch holds at most `batch`
    events. `lease`: how long a silent active reader of the table keeps its place.
    """

    partitions: int = Field(default=12, ge=1, le=1000)
    replication: int = Field(default=1, ge=1, le=10)
    retention_days: int = Field(default=30, ge=1, le=3650)
    max_attempts: int = Field(default=8, ge=1, le=100)
    backoff_first: float = Field(default=1, gt=0, le=3600)
    backoff_most: float = Field(default=300, gt=0, le=86_400)
    dead_letters_per_hour: int = Field(default=100, ge=1)
    batch: int = Field(default=200, ge=1, le=1000)
    lease: float = Field(default=10, ge=1, le=600)
