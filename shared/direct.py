"""Answering without a task: what a receiver may offer beside its ASGI application, and the server then asks first.

A request costs a task, a scope, events and a dozen messages before an ASGI application has answered it; one whose
body is there and that only joins a group needs none of them.
"""

from collections.abc import Callable
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


@runtime_checkable
class Direct(Protocol):
    """Whoever can take a request on at once."""

    def direct(self, asked: Asked, reply: Reply) -> bool:
        """True: taken on, `reply` is called once, later. False, or an exception: nothing was done, and the ASGI
        application is asked, which says the same of the same request."""
        ...
