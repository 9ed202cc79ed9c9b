"""The bus's figures for Prometheus."""

from prometheus_client import CollectorRegistry, Counter, Gauge


class Meters:
    """One per registry."""

    def __init__(self, registry: CollectorRegistry) -> None:
        def gauge(name: str, told: str, *labels: str) -> Gauge:
            return Gauge(f"dondoc_{name}", told, labels, registry=registry, multiprocess_mode="liveall")

        def counter(name: str, told: str, *labels: str) -> Counter:
            return Counter(f"dondoc_{name}", told, labels, registry=registry)

        self.lag_events = gauge(
            "consumer_lag_events",
            "Events on the log that a consumer has not taken; estimated where thousands wait.",
            "consumer",
        )
        self.lag_seconds = gauge("consumer_lag_seconds", "Age of the oldest event not taken.", "consumer")
        self.active = gauge("consumer_active", "1 where this instance reads, 0 where it stands by.", "consumer")
        self.missed = gauge("consumer_missed_events", "Events that Kafka removed before they were read.", "consumer")
        self.parked = gauge("consumer_parked_events", "Events parked or queued behind one.", "consumer", "state")
        self.handled = counter("consumer_handled", "Events that took effect.", "consumer")
        self.failed = counter("consumer_failed_attempts", "Attempts that failed and were parked.", "consumer")
        self.dead = counter("consumer_dead_letters", "Events that became dead letters.", "consumer")
        self.pauses = counter("consumer_pauses", "Pauses for the database or the broker.", "consumer")
        self.relay_lag_events = gauge("relay_lag_events", "Log entries that the relay has not passed on.")
        self.relay_lag_seconds = gauge("relay_lag_seconds", "Age of the oldest entry not passed on.")
        self.relay_sent = counter("relay_sent", "Log entries acknowledged by Kafka.")
        self.relay_errors = counter("relay_produce_errors", "Times the relay began again after an error.")
        self.retained = counter("log_removed", "Log entries removed after their retention.")
