"""What happened (append-only) and what a person should look at."""

from sqlalchemy import Column, Index, String, Table, Text, text

from shared.tables import Id, Instant, Json, metadata

# fact: registered, amended, deadline_changed, progressed, submitted … ; old and new as short words (`2026-11-27`).
# state and settled: the assignment's after the change, so that any past instant can be answered.
tracker_changes = Table(
    "tracker_changes",
    metadata,
    Column("id", Id, primary_key=True),
    Column("at", Instant, nullable=False),
    Column("fact", String(40), nullable=False),
    Column("by", Text, nullable=False),
    Column("reason", Text),
    Column("old", Text),
    Column("new", Text),
    Column("text", Text),
    Column("trace", String(55)),
    Column("document_id", Id),
    Column("task_id", Id),
    Column("assignment_id", Id),
    Column("state", String(12)),
    Column("settled", String(8)),
    Index("ix_tracker_changes_task_id_at_id", "task_id", "at", "id"),
    Index("ix_tracker_changes_document_id_at_id", "document_id", "at", "id"),
    Index("ix_tracker_changes_assignment_id_at_id", "assignment_id", "at", "id"),
)

# reason: a slug (`agency-unknown`, `deadline-unreadable`, `confidence-low` …); text: the sentence for the person;
# data: values beside it. Open while resolved_at is NULL.
tracker_review = Table(
    "tracker_review",
    metadata,
    Column("id", Id, primary_key=True),
    Column("at", Instant, nullable=False),
    Column("reason", String(40), nullable=False),
    Column("text", Text, nullable=False),
    Column("data", Json),
    Column("document_id", Id),
    Column("task_id", Id),
    Column("resolved_at", Instant),
    Column("resolved_by", Text),
    Column("resolution", Text),
    Index("ix_tracker_review_document_id", "document_id"),
    Index(
        "ix_tracker_review_open",
        "at",
        "id",
        postgresql_where=text("resolved_at IS NULL"),
        sqlite_where=text("resolved_at IS NULL"),
    ),
)
