"""Everything that the tracker answers over HTTP."""

from fastapi import APIRouter

from services.tracker.api import (
    actions,
    agencies,
    assignments,
    calendar,
    document_entry,
    documents,
    figures,
    read,
    review,
    task_changes,
    tasks,
)
from services.tracker.api.desk import Desk


def routers(desk: Desk) -> list[APIRouter]:
    """One router for each resource."""
    return [
        *(made.router(desk.context, desk.in_force.regimes) for made in (tasks, assignments, documents, figures)),
        *(made.router(desk) for made in (task_changes, actions, document_entry, agencies, calendar, review, read)),
    ]
