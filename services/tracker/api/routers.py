"""All routers of the tracker, in the order in which the documentation lists them."""

from collections.abc import Sequence

from fastapi import APIRouter

from services.tracker.api import (
    actions,
    agencies,
    assignments,
    document_entry,
    documents,
    figures,
    read,
    review,
    task_changes,
    tasks,
)
from services.tracker.api.desk import Desk


def routers(desk: Desk) -> Sequence[APIRouter]:
    """Reading and changing the register."""
    context = desk.context
    return (
        documents.router(context), document_entry.router(desk), tasks.router(context), task_changes.router(desk),
        assignments.router(context), actions.router(desk), agencies.router(desk), figures.router(context),
        review.router(desk), read.router(desk),
    )  # fmt: skip
