"""The log and its consumers: the table log, Kafka through the relay, and what both have in common."""

from shared.bus.bus import Bus, open_bus
from shared.bus.log import Consumer, Handler, Prepare

__all__ = ["Bus", "Consumer", "Handler", "Prepare", "open_bus"]
