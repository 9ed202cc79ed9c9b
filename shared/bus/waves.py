"""Cuts a batch into waves: no key twice in a wave, each key's events in order over the waves."""

from collections.abc import Iterable

from shared.events import Event


def waves(events: Iterable[Event]) -> list[list[Event]]:
    """The n-th wave holds the n-th event of every key, in the order of the log."""
    cut: list[list[Event]] = []
    seen: dict[str, int] = {}
    for event in events:
        turn = seen.get(event.key, 0)
        seen[event.key] = turn + 1
        if turn == len(cut):
            cut.append([])
        cut[turn].append(event)
    return cut
