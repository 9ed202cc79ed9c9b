"""What ingest counts: webhooks by source and outcome, refusals, held deliveries, the size of groups."""

from enum import StrEnum

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram

GROUP_SIZES = (1, 2, 4, 8, 16, 32, 64, 128, 256)


class Outcome(StrEnum):
    """What became of a request."""

    ACCEPTED = "accepted"
    DUPLICATE = "duplicate"
    HELD = "held"
    UNKNOWN_SOURCE = "unknown-source"
    TOO_LARGE = "payload-too-large"
    UNAUTHENTICATED = "unauthenticated"
    SIGNATURE_INVALID = "signature-invalid"
    RATE_LIMITED = "rate-limited"
    UNPARSABLE = "payload-unparsable"
    REFUSED = "state-secret-refused"
    UNAVAILABLE = "unavailable"


class Metrics:
    """ingest's metrics on one registry."""

    def __init__(self, registry: CollectorRegistry) -> None:
        self._webhooks = Counter(
            "dondoc_webhooks", "Requests to /webhooks by source and outcome.", ["source", "outcome"], registry=registry
        )
        self.secrets = Counter(
            "dondoc_state_secrets_refused", "State secrets that a source sent.", ["source"], registry=registry
        )
        self.held = Gauge("dondoc_deliveries_held", "Deliveries that nobody has understood yet.", registry=registry,
                          multiprocess_mode="livemostrecent")  # fmt: skip
        self.groups = Histogram(
            "dondoc_receipt_group_size", "Deliveries that shared a transaction.", buckets=GROUP_SIZES, registry=registry
        )
        self._children: dict[tuple[str, str], Counter] = {}

    def count(self, source: str, outcome: str) -> None:
        """One request; `source` is a configured name or empty."""
        child = self._children.get((source, outcome))
        if child is None:
            child = self._children[source, outcome] = self._webhooks.labels(source, outcome)
        child.inc()
