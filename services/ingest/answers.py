"""Answers of the receiving path, and how they are written straight to ASGI."""

from starlette.types import Send

from services.ingest.delivery import Receipt
from shared.direct import Answer
from shared.problems import MEDIA_TYPE, Problem

JSON = [(b"content-type", b"application/json")]
PROBLEM = (b"content-type", MEDIA_TYPE.encode())


def accepted(receipt: Receipt) -> Answer:
    """202: what became of a delivery."""
    return Answer(202, JSON, receipt.body())


def refused(problem: Problem, path: str) -> Answer:
    """A problem; Vietnamese detail, the remedy named."""
    extra = [(name.lower().encode(), value.encode()) for name, value in problem.headers.items()]
    return Answer(problem.status, [PROBLEM, *extra], problem.body(path))


async def send_whole(send: Send, answer: Answer) -> None:
    """A whole answer."""
    head = [*answer.headers, (b"content-length", b"%d" % len(answer.body))]
    await send({"type": "http.response.start", "status": answer.status, "headers": head})
    await send({"type": "http.response.body", "body": answer.body})
