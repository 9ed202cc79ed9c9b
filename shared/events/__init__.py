"""Events: the envelope and the data of every fact, one file a topic."""

from shared.events.envelope import PREFIX, TOPIC_PREFIX, TOPICS, Event, Subject, event

__all__ = ["PREFIX", "TOPICS", "TOPIC_PREFIX", "Event", "Subject", "event"]
