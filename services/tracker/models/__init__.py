"""The tracker's tables, one file a topic."""

from services.tracker.models.agencies import (
    tracker_agencies,
    tracker_agency_names,
    tracker_calendar_days,
    tracker_calendar_years,
    tracker_versions,
)
from services.tracker.models.documents import tracker_document_keys, tracker_documents, tracker_waiting
from services.tracker.models.journal import tracker_changes, tracker_review
from services.tracker.models.tasks import (
    tracker_assignments,
    tracker_deadlines,
    tracker_due,
    tracker_task_monitoring,
    tracker_tasks,
)

__all__ = [
    "tracker_agencies",
    "tracker_agency_names",
    "tracker_assignments",
    "tracker_calendar_days",
    "tracker_calendar_years",
    "tracker_changes",
    "tracker_deadlines",
    "tracker_document_keys",
    "tracker_documents",
    "tracker_due",
    "tracker_review",
    "tracker_task_monitoring",
    "tracker_tasks",
    "tracker_versions",
    "tracker_waiting",
]
