"""Answering without a task: what a receiver may offer beside its ASGI application, and the server then asks first.

A request costs a task, a scope, events and a dozen messages before an ASGI application has answered it; one whose
body is there and that only joins a group needs none of them. Those that arrive together are asked about together, so
that each step can be done for all of them before the next one: its code is then at the processor's hand.
"""

from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple, Protocol, runtime_checkable

Headers = list[tuple[bytes, bytes]]


class Asked(NamedTuple):
    """A POST with its whole body; header names are in lower case."""

    path: str
    headers: Headers
    body: bytes


class Answer(NamedTuple):
    """A whole answer but for its length; its headers say nothing of the connection."""

    status: int
    headers: Headers
    body: bytes


Reply = Callable[[Answer], None]


class Offer(NamedTuple):
    """A request and where its answer goes."""

    asked: Asked
    reply: Reply


@runtime_checkable
class Direct(Protocol):
    """Whoever can take requests on at once."""

    def direct(self, offers: Sequence[Offer]) -> Sequence[bool]:
        """Of each, in their order. True: taken on, its `reply` is called once, later. False, or an exception (of all):
        nothing was done, and the ASGI application is asked, which says the same of the same request."""
        ...


def spread(chosen: Iterable[bool], answers: Iterable[bool]) -> list[bool]:
    """The answers for those that were chosen, in their order; False for the others."""
    following = iter(answers)
    return [one and next(following) for one in chosen]
